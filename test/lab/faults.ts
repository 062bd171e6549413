/** Faults of a line, and the rules that make them. Pure. */
import type { LabPlan, LineEnd } from './plan.ts';

/** `up`: from the site to its upstream. */
export type Direction = 'up' | 'down' | 'both';

export interface LineFault {
  readonly cut: boolean;
  /** Packets lost on the way to the upstream, percent, 0 to 100. */
  readonly lossUpPercent: number;
  /** Packets lost on the way to the site, percent, 0 to 100. */
  readonly lossDownPercent: number;
}

export const NO_FAULT: LineFault = { cut: false, lossUpPercent: 0, lossDownPercent: 0 };

/** Every fault of a lab, by site; what is not listed is sound. */
export interface LabFaults {
  readonly lines: ReadonlyMap<string, LineFault>;
  /** Nodes without power. */
  readonly dark: ReadonlySet<string>;
}

/** The fault with a loss added. */
export function withLoss(fault: LineFault, percent: number, direction: Direction): LineFault {
  if (!(percent >= 0 && percent <= 100))
    throw new RangeError(`loss must be 0 to 100 percent, not ${percent}`);
  return {
    ...fault,
    lossUpPercent: direction === 'down' ? fault.lossUpPercent : percent,
    lossDownPercent: direction === 'up' ? fault.lossDownPercent : percent,
  };
}

/** Loss is drawn in hundredths of a percent. */
const LOSS_STEPS_PER_PERCENT = 100;
const LOSS_STEPS = 100 * LOSS_STEPS_PER_PERCENT;

/** What drops packets of one direction, as an nft statement; `undefined`: nothing does. */
function dropStatement(cut: boolean, lossPercent: number): string | undefined {
  if (cut || lossPercent >= 100) return 'counter drop';
  const steps = Math.round(lossPercent * LOSS_STEPS_PER_PERCENT);
  return steps > 0 ? `numgen random mod ${LOSS_STEPS} < ${steps} counter drop` : undefined;
}

/** Interfaces of a node that drop what arrives, with the statement that does it. */
function nodeDrops(plan: LabPlan, faults: LabFaults, node: string): { end: LineEnd; drop: string }[] {
  const dark = faults.dark.has(node);
  const drops: { end: LineEnd; drop: string }[] = [];
  for (const { site, upper, lower } of plan.lines) {
    const end = upper.node === node ? upper : lower.node === node ? lower : undefined;
    if (!end) continue;
    const fault = faults.lines.get(site) ?? NO_FAULT;
    const lossPercent = end === upper ? fault.lossUpPercent : fault.lossDownPercent;
    const drop = dropStatement(fault.cut || dark, lossPercent);
    if (drop) drops.push({ end, drop });
  }
  return drops;
}

/**
 * The whole nftables ruleset of a node, replacing the one before.
 * Packets are dropped where they arrive, never where they leave: a sender must not learn of it (EPERM, ENOBUFS),
 * as it would not from a circuit that is dead somewhere in the carrier's network.
 */
export function faultRuleset(plan: LabPlan, faults: LabFaults, node: string): string {
  const lines = ['table netdev lab', 'delete table netdev lab'];
  const drops = nodeDrops(plan, faults, node);
  if (drops.length > 0) {
    lines.push('table netdev lab {');
    for (const { end, drop } of drops) {
      lines.push(`  chain ${end.interfaceName} {`);
      lines.push(`    type filter hook ingress device "${end.interfaceName}" priority 0; policy accept;`);
      lines.push(`    ${drop}`, '  }');
    }
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}

/** A token bucket must hold at least one full frame, or it never passes one. */
const MIN_BURST_BYTES = 2_000;
/** Bucket size as time at full rate: small, so that short transfers are slowed too. */
const BURST_MS = 20;
/** Packets wait this long before the tail is dropped: the deep buffer of a thin line's router. */
const QUEUE_MS = 400;

/**
 * Arguments of `tc` that limit what an interface sends.
 * @param kbps kilobits a second; `undefined` lifts the limit.
 */
export function congestArguments(interfaceName: string, kbps: number | undefined): string[] {
  if (kbps === undefined) return ['qdisc', 'del', 'dev', interfaceName, 'root'];
  if (!(kbps >= 8)) throw new RangeError(`a line carries at least 8 kbit/s, not ${kbps}`);
  const burst = Math.max(MIN_BURST_BYTES, Math.round((kbps * BURST_MS) / 8));
  const limits = ['rate', `${kbps}kbit`, 'burst', String(burst), 'latency', `${QUEUE_MS}ms`];
  return ['qdisc', 'replace', 'dev', interfaceName, 'root', 'tbf', ...limits];
}
