/** Whether a DNS server answers, and what. */
import { splitTarget } from '../../../model/target.ts';
import { measureDns } from '../dns-query.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { startRounds } from '../rounds.ts';

export const dnsProbe: Probe<'dns'> = {
  kind: 'dns',
  start(job: JobOf<'dns'>, context: ProbeContext): RunningProbe {
    const { port, timeout, domain, record_type: recordType } = job.settings;
    const server = splitTarget(job.target, port);
    const tags = { ...job.tags, role: job.role };
    return startRounds(job, timeout, context, async (round) => [
      await measureDns({ server, domain, recordType, tags }, round),
    ]);
  },
};
