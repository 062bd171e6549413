/** `canhmang diag`: whose fault is it? One sentence, and the evidence for it. */
import { styleText } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { EXIT, UserError } from '../../config/error.ts';
import { diagnose } from '../diag/diagnose.ts';
import type { Finding, Outcome } from '../diag/findings.ts';
import { findingsOf } from '../diag/findings.ts';
import type { TargetOptions } from '../diag/targets.ts';
import { findTargets } from '../diag/targets.ts';
import type { Verdict } from '../diag/verdict.ts';
import { verdictOf } from '../diag/verdict.ts';
import { ProgressBar } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { isColoured, isTerminal } from '../terminal.ts';

export interface DiagOptions extends TargetOptions {
  readonly packets: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const MOST_PACKETS = 2_000;
const MARKS: Readonly<Record<Outcome, string>> = { ok: '✓', problem: '✗', note: '!', unchecked: '–' };
const COLOURS = { ok: 'green', problem: 'red', note: 'yellow', unchecked: 'dim' } as const;

export async function runDiag(terminal: Terminal, options: DiagOptions): Promise<number> {
  const packets = Number(options.packets);
  if (!Number.isInteger(packets) || packets < 3 || packets > MOST_PACKETS)
    throw new UserError('diag_packets', { value: options.packets, most: String(MOST_PACKETS) });
  const { t, out, say } = terminal;
  const targets = await findTargets(options);
  const isSeen = isTerminal(process.stderr);
  const bar = isSeen
    ? new ProgressBar({ isTTY: true, write: (text) => process.stderr.write(text) })
    : undefined;
  const facts = await diagnose(targets, packets, (done, total) => bar?.show(done, total, t('diag.checking')));
  const findings = findingsOf(facts, t);
  const verdict = verdictOf(facts);
  const sentence = t(`diag.verdict.${verdict.code}`, verdict.params);
  if (options.json) out(JSON.stringify({ verdict: { ...verdict, sentence }, findings, facts }, null, 2));
  else if (options.csv) out(csvOf(findings, verdict, sentence));
  else {
    print(terminal, findings, verdict, sentence);
    if (targets.core === undefined) say(t('diag.name_targets'));
  }
  return verdict.fault === 'none' || verdict.fault === 'unclear' ? EXIT.ok : EXIT.problem;
}

function csvOf(findings: readonly Finding[], verdict: Verdict, sentence: string): string {
  const rows = [...findings, { check: 'verdict', outcome: verdict.code, text: sentence }];
  return stringify(rows, { header: true, columns: ['check', 'outcome', 'text'] }).trimEnd();
}

function print({ out, t }: Terminal, findings: readonly Finding[], verdict: Verdict, sentence: string): void {
  const coloured = isColoured();
  const paint = (colour: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(colour, text, { validateStream: false }) : text;
  const names = findings.map(({ check }) => t(`diag.check.${check}`));
  const width = Math.max(...names.map((name) => name.length));
  for (const [index, { outcome, text }] of findings.entries()) {
    const mark = paint(COLOURS[outcome], MARKS[outcome]);
    out(`${mark} ${(names[index] ?? '').padEnd(width)}  ${text}`);
  }
  const colour = verdict.fault === 'none' ? 'green' : verdict.fault === 'unclear' ? 'yellow' : 'red';
  out('');
  out(`${paint(['bold', colour], t('diag.verdict_heading'))} ${sentence}`);
}
