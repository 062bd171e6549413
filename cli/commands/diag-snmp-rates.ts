/** `canhmang diag snmp HOST rates`: what goes over each interface, live. */
import { stringify } from 'csv-stringify/sync';
import { startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { EXIT } from '../../config/error.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import type { InterfaceRate } from '../diag/snmp/rates.ts';
import { RateTable, ratesOf } from '../diag/snmp/rates.ts';
import { openLogger } from '../logger.ts';
import { untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import type { DiagLiveOptions } from './diag-live.ts';
import { countOf, jobOf } from './diag-live.ts';

export async function runDiagSnmpRates(
  terminal: Terminal,
  options: DiagLiveOptions,
  host: string,
): Promise<number> {
  const job = jobOf('snmp', host, options);
  const wanted = countOf(options);
  const isData = options.json === true || options.csv === true;
  const table = new RateTable(isData ? process.stderr : process.stdout, terminal.t);
  const rounds: { readonly at: string; readonly interfaces: readonly InterfaceRate[] }[] = [];
  let answered = false;
  let onEnough = () => {};
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve;
  });
  let polls = 0;
  const take = (points: Point[]) => {
    const device = points.find(({ measurement }) => measurement === 'snmp');
    // What the device is comes by itself.
    if (!device) return;
    polls++;
    // Rates come from two polls: the first has none.
    if (numericField(device, 'result_code') !== 0) table.silent(host);
    else {
      answered = true;
      const rates = ratesOf(points);
      if (rates.some(({ inBps, outBps }) => inBps !== null || outBps !== null)) {
        rounds.push({ at: new Date(device.timeMs).toISOString(), interfaces: rates });
        table.show(rates);
      }
    }
    if (polls > wanted) onEnough();
  };
  terminal.say(terminal.t('diag.snmp.two_polls'));
  const probe = await startProbe(job, {
    scheduler: new Scheduler(),
    logger: openLogger('diag', 'silent'),
    now: Date.now,
    emit: take,
  });
  try {
    await Promise.race([enough, untilToldToStop()]);
  } finally {
    probe.stop();
  }
  if (options.json) terminal.out(JSON.stringify({ target: host, rounds }, null, 2));
  else if (options.csv) terminal.out(csvOf(rounds));
  return answered ? EXIT.ok : EXIT.unreachable;
}

function csvOf(
  rounds: readonly { readonly at: string; readonly interfaces: readonly InterfaceRate[] }[],
): string {
  const rows = rounds.flatMap(({ at, interfaces }) => interfaces.map((rate) => ({ at, ...rate })));
  const columns = [
    'at',
    'name',
    'alias',
    'up',
    'inBps',
    'outBps',
    'inPercent',
    'outPercent',
    'errors',
    'discards',
  ];
  return stringify(rows, { header: true, columns, cast: { boolean: String } }).trimEnd();
}
