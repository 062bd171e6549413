/** Maintenance windows over the API: when they come, what is wrong with one, and one in the place of another. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  MaintenancePreview,
  MaintenanceRow,
  OccurrenceRow,
} from '../../collector/api/types/maintenance.ts';
import type { ApiError, List } from '../../collector/api/types/parts.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

/** Far enough ahead that it is never now. */
const SATURDAY = {
  scope: 'site:tram-tau',
  start: '2035-11-03T15:00:00Z',
  end: '2035-11-03T18:00:00Z',
  rrule: 'FREQ=WEEKLY;BYDAY=SA',
  note: 'Bảo dưỡng nguồn',
};

describeWith(needsBuild(), 'maintenance over the API', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let headers: Record<string, string>;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const token = await canhmang(['token', 'chi-huy', '--admin', '--config', config, '--data', data]);
    headers = { authorization: `Bearer ${token.stdout.trim()}`, 'content-type': 'application/json' };
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function ask<T>(path: string, body?: object): Promise<{ status: number; answer: T }> {
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${collector.url}/api/v1/maintenance${path}`, init);
    return { status: response.status, answer: (await response.json()) as T };
  }

  it('a preview says when a window would come, and makes none', async () => {
    const { status, answer } = await ask<MaintenancePreview>('/preview', SATURDAY);
    expect(status).toBe(200);
    expect(answer.occurrences).toHaveLength(8);
    expect(answer.occurrences.slice(0, 2)).toEqual([
      { from: '2035-11-03T15:00:00.000Z', to: '2035-11-03T18:00:00.000Z' },
      { from: '2035-11-10T15:00:00.000Z', to: '2035-11-10T18:00:00.000Z' },
    ]);
    expect((await ask<List<MaintenanceRow>>('')).answer.total).toBe(0);
  });

  it.each([
    [{ end: SATURDAY.start }, 400, 'window_inverted'],
    [{ end: '2036-11-03T18:00:00Z' }, 400, 'window_too_long'],
    [{ rrule: 'FREQ=SOMETIMES' }, 400, 'rrule_invalid'],
    [{ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 400, 'rrule_never'],
    // A rule that took all of the collector's time, and one that ended every decision about states.
    [{ rrule: 'FREQ=YEARLY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5' }, 400, 'rrule_too_often'],
    [{ rrule: 'FREQ=DAILY;COUNT=5000' }, 400, 'rrule_too_often'],
    [{ scope: 'site:<script>' }, 404, 'unknown_site'],
    [{ scope: 'planet:9' }, 400, 'bad_scope'],
    [{ note: ' ' }, 400, 'bad_parameter'],
    [{ note: 'x'.repeat(501) }, 400, 'bad_parameter'],
    [{ start: 'soon' }, 400, 'bad_parameter'],
  ])('a preview refuses %j as making it would', async (wrong, status, code) => {
    for (const path of ['/preview', '']) {
      const refused = await ask<ApiError>(path, { ...SATURDAY, ...wrong });
      expect([refused.status, refused.answer.error.code]).toEqual([status, code]);
    }
  });

  it('a window has its times in every range, and another takes its place from now on', async () => {
    const made = await ask<MaintenanceRow>('', SATURDAY);
    expect(made.status).toBe(201);
    const december = '/occurrences?from=2035-12-01T00:00:00Z&to=2036-01-01T00:00:00Z';
    const before = await ask<List<OccurrenceRow>>(december);
    expect(before.answer.items.map(({ from }) => from.slice(0, 10))).toEqual([
      '2035-12-01',
      '2035-12-08',
      '2035-12-15',
      '2035-12-22',
      '2035-12-29',
    ]);
    expect(before.answer.items[0]).toMatchObject({ window: made.answer.id, note: SATURDAY.note });

    const monthly = { ...SATURDAY, rrule: 'FREQ=MONTHLY;BYDAY=1SA', note: 'Thay ắc quy' };
    const replaced = await ask<MaintenanceRow>(`/${made.answer.id}/replace`, monthly);
    expect(replaced.status).toBe(201);
    const after = await ask<List<OccurrenceRow>>(december);
    expect(after.answer.items).toMatchObject([{ window: replaced.answer.id, note: 'Thay ắc quy' }]);
    const { items } = (await ask<List<MaintenanceRow>>('')).answer;
    expect(items.find(({ id }) => id === made.answer.id)?.cancelledAt).not.toBeNull();
  });

  it('what is over is not replaced, nor is anything lost by a replacement that is refused', async () => {
    const made = await ask<MaintenanceRow>('', SATURDAY);
    const wrong = await ask<ApiError>(`/${made.answer.id}/replace`, { ...SATURDAY, end: SATURDAY.start });
    expect(wrong.status).toBe(400);
    const { items } = (await ask<List<MaintenanceRow>>('')).answer;
    expect(items.find(({ id }) => id === made.answer.id)?.cancelledAt).toBeNull();
    expect((await ask(`/${made.answer.id}/cancel`, {})).status).toBe(200);
    expect((await ask(`/${made.answer.id}/replace`, SATURDAY)).status).toBe(404);
  });

  it('a range has its limits', async () => {
    const wrong = await ask<ApiError>('/occurrences?from=2035-12-01T00:00:00Z&to=2035-12-01T00:00:00Z');
    expect([wrong.status, wrong.answer.error.code]).toEqual([400, 'bad_range']);
    const long = await ask<ApiError>('/occurrences?from=2030-01-01T00:00:00Z&to=2035-01-01T00:00:00Z');
    expect([long.status, long.answer.error.code]).toEqual([400, 'range_too_long']);
  });
});
