/** The grammar of line protocol through HTTP: its corner cases one by one, and whatever else anybody may send. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeriesAnswer } from '../../collector/api/types/sites.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, post, refusalOf } from '../setup/writing.ts';

const AT_NS = `${AT_S}000000000`;

describeWith(needsBuild(), 'line protocol over HTTP', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let token: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path, { local: true });
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    token = readFileSync(join(folder.path, 'data/agents/core/token'), 'utf8').trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const write = (body: string | Uint8Array<ArrayBuffer>) => post(collector.url, { token, body });
  const uniqueName = () => `m${randomUUID().replaceAll('-', '')}`;

  async function series(measurement: string, field: string): Promise<SeriesAnswer['series']> {
    const query = new URLSearchParams({
      measurement,
      field,
      from: String((AT_S - 1) * 1_000),
      to: String((AT_S + 1) * 1_000),
    });
    const response = await fetch(`${collector.url}/api/v1/sites/${CORE}/series?${query}`, {
      headers: { authorization: `Bearer ${collector.accessToken}` },
    });
    return ((await response.json()) as SeriesAnswer).series;
  }

  describe.each([
    { what: 'a float', fields: 'f=1.5', value: 1.5 },
    { what: 'a float without a point', fields: 'f=-3', value: -3 },
    { what: 'a float with an exponent', fields: 'f=-1.25e-3', value: -0.00125 },
    { what: 'a float that begins with a point', fields: 'f=.5', value: 0.5 },
    { what: 'an integer', fields: 'f=-42i', value: -42 },
    { what: 'an integer without a sign', fields: 'f=42u', value: 42 },
    { what: 'several fields', fields: 'a=1,f=2,c="x"', value: 2 },
    { what: 'a string with everything in it', fields: 's="a, b=c \\"d\\" \\\\ e",f=2', value: 2 },
    { what: 'a string of two lines', fields: 's="one\ntwo",f=2', value: 2 },
    { what: 'a string with a number sign', fields: 's="# no comment",f=2', value: 2 },
    { what: 'a field key with spaces, commas and equals', fields: 'f\\ \\,\\==2', field: 'f ,=', value: 2 },
    { what: 'a field key of quotes', fields: '"f"=2', field: '"f"', value: 2 },
    {
      what: 'a tag value with spaces, commas and equals',
      tags: ',t=a\\ b\\,c\\=d',
      tag: 'a b,c=d',
      fields: 'f=2',
      value: 2,
    },
    { what: 'a tag value of quotes', tags: ',t="a"', tag: '"a"', fields: 'f=2', value: 2 },
    {
      what: 'a tag value with a backslash that escapes nothing',
      tags: ',t=a\\b',
      tag: 'a\\b',
      fields: 'f=2',
      value: 2,
    },
    {
      what: 'a tag value in Vietnamese',
      tags: ',t=Mù\\ Cang\\ Chải',
      tag: 'Mù Cang Chải',
      fields: 'f=2',
      value: 2,
    },
    { what: 'an emoji', tags: ',t=🛰', tag: '🛰', fields: 'f=2', value: 2 },
    { what: 'a line that ends as on Windows', fields: 'f=2', value: 2, end: '\r\n' },
    { what: 'spaces behind the time', fields: 'f=2', value: 2, end: '  \n' },
  ])('$what', ({ fields, value, ...more }) => {
    it('is stored as what it is', async () => {
      const {
        tags = '',
        tag,
        field = 'f',
        end = '',
      }: { tags?: string; tag?: string; field?: string; end?: string } = more;
      const name = uniqueName();
      const response = await write(`# a comment\n\n${name},site=${CORE}${tags} ${fields} ${AT_NS}${end}`);
      expect([response.status, await response.text()]).toEqual([204, '']);
      const [found, ...others] = await series(name, field);
      expect(found?.buckets.map(([, average]) => average)).toEqual([value]);
      expect(found?.tags).toEqual({ site: CORE, ...(tag === undefined ? {} : { t: tag }) });
      expect(others).toEqual([]);
    });
  });

  it.each([
    { what: 'no field', line: (name: string) => `${name},site=${CORE}`, reason: /fields/ },
    { what: 'no measurement', line: () => `,site=${CORE} f=1`, reason: /measurement/ },
    { what: 'no tag value', line: (name: string) => `${name},t= f=1`, reason: /tag "t" has no value/ },
    { what: 'no field value', line: (name: string) => `${name} f=`, reason: /field/ },
    { what: 'a field without equals', line: (name: string) => `${name} f`, reason: /field "f" has no value/ },
    {
      what: 'an integer too large',
      line: (name: string) => `${name} f=9223372036854775808i`,
      reason: /range/,
    },
    { what: 'a negative unsigned', line: (name: string) => `${name} f=-1u`, reason: /range/ },
    {
      what: 'not a number',
      line: (name: string) => `${name} f=NaN`,
      reason: /field value is not valid: "NaN"/,
    },
    { what: 'infinity', line: (name: string) => `${name} f=+Inf`, reason: /not valid/ },
    { what: 'a number too large', line: (name: string) => `${name} f=1e999`, reason: /range/ },
    { what: 'a string that is not closed', line: (name: string) => `${name} f="x`, reason: /not closed/ },
    {
      what: 'text behind the time',
      line: (name: string) => `${name} f=1 ${AT_NS} x`,
      reason: /behind|after/,
    },
    { what: 'a time with a fraction', line: (name: string) => `${name} f=1 1.5`, reason: /integer/ },
  ])('$what is refused with line and reason, and the line behind it kept', async ({ line, reason }) => {
    const name = uniqueName();
    const response = await write(`${line(name)}\n${name},site=${CORE} good=7 ${AT_NS}`);
    expect(response.status).toBe(400);
    const { details } = await refusalOf(response);
    expect(details).toHaveLength(1);
    expect(details[0]).toMatch(/^line 1, column \d+: /);
    expect(details[0]).toMatch(reason);
    expect((await series(name, 'good')).flatMap(({ buckets }) => buckets.map(([, value]) => value))).toEqual([
      7,
    ]);
  });

  it('nothing, comments and empty lines are nothing', async () => {
    for (const body of ['', '\n\n', '# only\n#comments', ' ', '\r\n'])
      expect((await write(body)).status).toBe(204);
  });

  describe('whatever is sent', () => {
    /** How many were taken; every refusal is a sentence about a line that was sent. */
    async function taken(body: string | Buffer): Promise<number> {
      const sent = Buffer.from(body);
      const response = await write(new Uint8Array(sent));
      if (response.status === 204) return Number.POSITIVE_INFINITY;
      expect(response.status).toBe(400);
      const { message, details } = await refusalOf(response);
      const rows = sent.toString('latin1').split('\n').length;
      for (const detail of details) {
        const line = Number(/^line (\d+), column [1-9]\d*: \S/.exec(detail)?.[1]);
        expect(line >= 1 && line <= rows, detail).toBe(true);
      }
      return Number(/^partial write: (\d+) line\(s\) stored/.exec(message)?.[1]);
    }

    const sign = fc.constantFrom(...'abm=,, \\"#.-+eiutrf019\r\t\0é');
    const scrap = fc.oneof(
      fc.string({ unit: sign, maxLength: 40 }),
      fc.constantFrom(
        `m,site=${CORE} f=1`,
        'm f="',
        'm,t=\\',
        'm f=1 9223372036854775807',
        'm f=t,f=1i,f="s"',
        '__proto__,constructor=x toString=1',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );

    it('is taken or refused line by line, and the good line behind it is kept', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(scrap, { maxLength: 8 }), async (scraps) => {
          // Without quotes: inside of a string the good line would be text.
          const body = `${scraps.map((one) => one.replaceAll('"', '')).join('\n')}\nm,site=${CORE} f=1\n`;
          expect(await taken(body)).toBeGreaterThanOrEqual(1);
        }),
        { numRuns: 150 },
      );
    });

    it('ends neither the request nor the collector, be it text or not', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.array(scrap).map((all) => all.join('\n')),
            fc.uint8Array({ maxLength: 200 }),
          ),
          async (body) => {
            expect(await taken(typeof body === 'string' ? body : Buffer.from(body))).toBeGreaterThanOrEqual(
              0,
            );
          },
        ),
        { numRuns: 150 },
      );
      expect((await fetch(`${collector.url}/readyz`)).status).toBe(200);
    });
  });
});
