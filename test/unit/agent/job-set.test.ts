import { describe, expect, it } from 'vitest';
import { JobSet } from '../../../agent/job-set.ts';
import { Scheduler } from '../../../agent/scheduler.ts';
import type { ProbeJob } from '../../../model/probe-settings.ts';
import { FakeTimers } from './fake-timers.ts';
import { silent } from './silent-logger.ts';

const settings = { dns: false, ntp_servers: [] };

function job(id: string, periodMs = 10_000): ProbeJob {
  return { id, kind: 'host', target: 'core', periodMs, role: 'self', tags: { site: id }, settings };
}

function jobSet() {
  const timers = new FakeTimers();
  const context = { scheduler: new Scheduler(timers), logger: silent, now: () => 0, emit: () => {} };
  return { jobs: new JobSet(context), timers };
}

describe('job set', () => {
  it('runs one of each job', async () => {
    const { jobs, timers } = jobSet();
    await jobs.apply([job('a'), job('b')]);
    expect(timers.pending).toBe(2);
    jobs.stop();
  });

  it('leaves alone what stayed the same', async () => {
    const { jobs, timers } = jobSet();
    await jobs.apply([job('a')]);
    await timers.advance(5_000);
    const dueMs = timers.nextDueMs;
    await jobs.apply([job('a')]);
    expect([timers.pending, timers.nextDueMs]).toEqual([1, dueMs]);
    jobs.stop();
  });

  it('stops what is gone and what has changed', async () => {
    const { jobs, timers } = jobSet();
    await jobs.apply([job('a'), job('b')]);
    await jobs.apply([job('b', 60_000)]);
    expect(timers.pending).toBe(1);
    jobs.stop();
  });

  it('knows which device is polled at an address', async () => {
    const { jobs } = jobSet();
    const polled = { ...job('a'), target: '10.0.0.1:1161', tags: { site: 'hub', device: 'hub-rt' } };
    await jobs.apply([polled, { ...job('b'), target: '10.0.0.2' }]);
    expect(jobs.deviceAt('10.0.0.1')).toEqual({ site: 'hub', device: 'hub-rt' });
    expect(jobs.deviceAt('10.0.0.2')).toBeUndefined();
    jobs.stop();
  });

  it('runs nothing after it was stopped', async () => {
    const { jobs, timers } = jobSet();
    await jobs.apply([job('a'), job('b')]);
    jobs.stop();
    expect(timers.pending).toBe(0);
  });
});
