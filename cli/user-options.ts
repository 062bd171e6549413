/** What commands about people check alike. */
import { UserError } from '../config/error.ts';
import type { LoadedConfig } from '../config/load.ts';

/** @throws UserError when the configuration does not have one of the units. */
export function checkUnits(codes: readonly string[], { inventory }: LoadedConfig): void {
  const unknown = codes.find((code) => !inventory.units.some((unit) => unit.code === code));
  if (unknown !== undefined) throw new UserError('unit_unknown', { code: unknown });
}
