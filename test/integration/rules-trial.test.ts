/** Rules that are tried through the API: their problems with places, and what they would have raised. */

import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type {
  RulesCheckAnswer,
  RulesFileAnswer,
  RulesReplayAnswer,
} from '../../collector/api/types/rules.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';
import { post } from '../setup/writing.ts';

const SLOW = `rules:
  - name: slow
    title: { vi: Chậm, en: Slow }
    of: site
    metrics: [{ measurement: ping, field: average_response_ms }]
    levels: [{ severity: warning, raise: 50 }]
`;

describeWith([needsBuild()], 'rules that are tried', () => {
  it('are checked with line and column, and played over what is stored, without changing anything', async () => {
    const folder = await folderOfTest();
    const config = await writeInstallation(folder);
    const data = join(folder, 'data');
    const { program, url } = await startCollector({ config, data });
    onTestFinished(async () => void (await program.stop()));
    const token = async (...args: string[]) =>
      (await canhmang(['token', ...args, '--config', config, '--data', data])).stdout.trim();
    const [admin, agent] = [await token('chi-huy', '--admin'), await token('core')];
    const ask = async <T>(path: string, body?: object): Promise<{ status: number; body: T }> => {
      const response = await fetch(`${url}/api/v1/rules/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as T };
    };

    const { body: file } = await ask<RulesFileAnswer>('file');
    expect(file).toMatchObject({ name: null, text: '' });
    expect(file.rules.length).toBeGreaterThan(5);
    expect(file.rules[0]?.levels.length).toBeGreaterThan(0);

    const wrong = await ask<RulesCheckAnswer>('check', {
      text: SLOW.replace('warning', 'khẩn'),
      language: 'vi',
    });
    expect(wrong.body.rules).toBeNull();
    expect(wrong.body.problems).toEqual([
      expect.objectContaining({ line: 6, column: expect.any(Number), isRemark: false }),
    ]);
    const fine = await ask<RulesCheckAnswer>('check', { text: SLOW });
    expect(fine.body).toEqual({ rules: file.rules.length + 1, problems: [] });
    const odd = await ask<RulesCheckAnswer>('check', { text: SLOW.replace('ping', 'pong') });
    expect(odd.body.problems).toEqual([expect.objectContaining({ line: 5, isRemark: true })]);

    const now = Date.now();
    const line = (ms: number, agoS: number) =>
      `ping,site=tram-tau,agent=core,role=reach average_response_ms=${ms} ${now - agoS * 1_000}000000`;
    const body = [line(9, 90), line(80, 60), line(90, 30), line(9, 10)].join('\n');
    await post(url, { body, token: agent });
    const period = { from: now - 3_600_000, to: now };
    await expect
      .poll(async () => (await ask<RulesReplayAnswer>('replay', { text: SLOW, ...period })).body.points)
      .toBeGreaterThanOrEqual(4);
    const { body: played } = await ask<RulesReplayAnswer>('replay', { text: SLOW, ...period });
    expect(played).toMatchObject({ isWhole: true, total: 1 });
    expect(played.raised).toEqual([
      expect.objectContaining({ rule: 'slow', subject: 'site:tram-tau', severity: 'warning' }),
    ]);
    expect(Date.parse(played.raised[0]?.to ?? '') - Date.parse(played.raised[0]?.from ?? '')).toBe(50_000);
    const elsewhere = await ask<RulesReplayAnswer>('replay', { text: SLOW, ...period, site: 'mu-cang-chai' });
    expect(elsewhere.body.total).toBe(0);
    const unusable = await ask<RulesReplayAnswer>('replay', { text: 'rules: [', ...period });
    expect(unusable.body).toMatchObject({ rules: null, total: 0 });
    expect((await ask<RulesFileAnswer>('file')).body.rules).toHaveLength(file.rules.length);

    for (const [path, body, status] of [
      ['check', { text: 7 }, 400],
      ['check', { text: 'x'.repeat(200_001) }, 400],
      ['replay', { text: SLOW, from: now, to: now - 1 }, 400],
      ['replay', { text: SLOW, from: now - 40 * 86_400_000 }, 400],
      ['replay', { text: SLOW, ...period, site: '<script>' }, 404],
    ] as const)
      expect((await ask(path, body)).status, JSON.stringify(body).slice(0, 80)).toBe(status);
  });
});
