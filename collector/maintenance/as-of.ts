/** What was planned, as a report of a moment knows it. */
import type { LoadedConfig } from '../../config/load.ts';
import type { Stretch } from '../../model/maintenance.ts';
import type { Period } from '../../model/period.ts';
import type { SubjectId } from '../../model/state.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import { MaintenancePlan } from './plan.ts';
import { readWindowsAsOf } from './windows.ts';

/** @returns the planned stretches of a subject within a period, in order, not overlapping. */
export async function plannedAsOf(
  ledger: LedgerReader,
  config: Pick<LoadedConfig, 'inventory' | 'maintenance'>,
  asOfMs: number,
): Promise<(subject: SubjectId, period: Period) => Stretch[]> {
  const plan = await planAsOf(ledger, config, asOfMs);
  return (subject, { fromMs, toMs }) => plan.plannedBetween(subject, fromMs, toMs);
}

/** All that was planned, as it was known at a moment. */
export async function planAsOf(
  ledger: LedgerReader,
  { inventory, maintenance }: Pick<LoadedConfig, 'inventory' | 'maintenance'>,
  asOfMs: number,
): Promise<MaintenancePlan> {
  const plan = new MaintenancePlan(inventory, maintenance);
  plan.take(await readWindowsAsOf(ledger, asOfMs));
  return plan;
}
