import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RemoteConfig } from '../../../agent/remote-config.ts';
import type { Timers } from '../../../agent/scheduler.ts';
import { systemTimers } from '../../../agent/scheduler.ts';
import type { AgentConfig, AgentConfigDocument } from '../../../model/probe-settings.ts';
import { tempFolder } from '../journal/temp-folder.ts';
import type { Answer } from './fake-collector.ts';
import { FakeCollector } from './fake-collector.ts';
import { FakeTimers } from './fake-timers.ts';
import { listeningLogger } from './silent-logger.ts';

function documentFor(site: string): string {
  const job = {
    id: 'a',
    kind: 'stamp',
    target: '127.0.0.1',
    periodMs: 5_000,
    role: 'reach',
    tags: {},
  } as const;
  const document: AgentConfigDocument = { version: 1, agent: 'core', site, jobs: [{ ...job, settings: {} }] };
  return JSON.stringify(document);
}

/** Starts with a copy on disk, or without, at a collector that answers so. */
async function started(
  answer: () => Answer,
  copy?: string,
  { timers = systemTimers, unable }: { timers?: Timers; unable?: string } = {},
) {
  const directory = tempFolder();
  const file = join(directory, 'agent-config.json');
  if (copy !== undefined) writeFileSync(file, copy);
  const collector = await FakeCollector.start(answer);
  const applied: AgentConfig[] = [];
  const { logger, messages } = listeningLogger();
  const apply = async (config: AgentConfig) => {
    applied.push(config);
    if (config.site === unable) throw new Error('a port is taken');
  };
  const remote = new RemoteConfig({ client: collector.client(), directory, logger, apply, timers });
  onTestFinished(() => remote.stop());
  await remote.start();
  return {
    applied,
    collector,
    messages,
    kept: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
  };
}

describe('remote configuration', () => {
  it('applies what the collector says, defaults filled in, and keeps a copy', async () => {
    const { applied, kept } = await started(() => ({ status: 200, body: documentFor('a') }));
    expect(applied).toMatchObject([
      { site: 'a', jobs: [{ settings: { packets: 5, timeout: 1_000, port: 862 } }] },
    ]);
    expect(kept()).toBe(documentFor('a'));
  });

  it('works from the copy while the collector is away', async () => {
    const { applied, messages } = await started(() => 'lost', documentFor('copy'));
    expect(applied).toMatchObject([{ site: 'copy' }]);
    expect(messages()).toEqual([
      'configuration: working from the copy on disk until the collector answers',
      'configuration: collector does not answer',
    ]);
  });

  it('takes the collector’s word over the copy', async () => {
    const { applied, kept } = await started(
      () => ({ status: 200, body: documentFor('new') }),
      documentFor('old'),
    );
    expect(applied.map(({ site }) => site)).toEqual(['old', 'new']);
    expect(kept()).toBe(documentFor('new'));
  });

  it.each([
    ['not JSON', '{'],
    ['of a version to come', documentFor('a').replace('"version":1', '"version":2')],
    ['of an unknown kind', documentFor('a').replace('"stamp"', '"magic"')],
    ['with a setting out of range', documentFor('a').replace('"settings":{}', '"settings":{"packets":0}')],
    ['with a key that nobody knows', documentFor('a').replace('"settings":{}', '"settings":{"pakets":5}')],
  ])('ignores a document that is %s, and keeps the copy', async (_, body) => {
    const { applied, kept, messages } = await started(() => ({ status: 200, body }), documentFor('copy'));
    expect(applied.map(({ site }) => site)).toEqual(['copy']);
    expect(kept()).toBe(documentFor('copy'));
    expect(messages().at(-1)).toMatch(/^configuration: not (JSON|valid), ignored$/);
  });

  it('ignores a damaged copy', async () => {
    const { applied } = await started(() => 'lost', documentFor('a').slice(0, 20));
    expect(applied).toEqual([]);
  });

  it('has nothing to say where the collector refuses', async () => {
    const { applied, messages } = await started(() => ({ status: 401, body: 'who?' }));
    expect([applied, messages()]).toEqual([[], ['configuration: refused']]);
  });

  it('asks with the tag of what it has, and applies nothing that is the same', async () => {
    const timers = new FakeTimers();
    const answers: Answer[] = [
      { status: 200, headers: { etag: '"1"' }, body: documentFor('a') },
      { status: 304 },
      { status: 200, headers: { etag: '"2"' }, body: documentFor('b') },
    ];
    const { applied, collector, kept } = await started(() => answers.shift() ?? { status: 304 }, undefined, {
      timers,
    });
    for (const asked of [2, 3, 4]) {
      await timers.untilArmed();
      await timers.advance(30_000);
      await collector.untilAsked(asked);
    }
    expect(applied.map(({ site }) => site)).toEqual(['a', 'b']);
    expect(collector.asked.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"1"',
      '"1"',
      '"2"',
    ]);
    expect(kept()).toBe(documentFor('b'));
  });

  it('goes back to the configuration before where a new one cannot be applied, and keeps that on disk', async () => {
    const timers = new FakeTimers();
    const answers: Answer[] = [
      { status: 200, body: documentFor('good') },
      { status: 200, body: documentFor('bad') },
    ];
    const { applied, collector, kept, messages } = await started(
      () => answers.shift() ?? { status: 304 },
      undefined,
      {
        timers,
        unable: 'bad',
      },
    );
    await timers.untilArmed();
    await timers.advance(30_000);
    await collector.untilAsked(2);
    await timers.untilArmed();
    expect(applied.map(({ site }) => site)).toEqual(['good', 'bad', 'good']);
    expect(messages().at(-1)).toBe('configuration: cannot be applied, going back to the one before');
    expect(kept()).toBe(documentFor('good'));
  });

  it('asks again soon while it has none', async () => {
    const timers = new FakeTimers();
    const { collector } = await started(() => 'lost', undefined, { timers });
    expect(timers.nextDueMs).toBe(1_000);
    expect(collector.asked).toHaveLength(1);
  });
});
