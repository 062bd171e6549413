/** Who is on duty at a moment, until when, and who comes next. Pure. */
import type { Installation } from '../../config/schema/installation.ts';
import type { Rota } from '../../model/rota.ts';
import { handoverAfter, onDuty } from '../../model/rota.ts';

export interface Duty {
  readonly rota: string;
  /** `null`: nobody; a rota of overrides alone has gaps. */
  readonly member: string | null;
  /** When somebody else takes over, and who; `null` where nobody ever does. */
  readonly until: number | null;
  readonly next: string | null;
}

export function dutiesOf(
  { notify, time_zone: zone }: Pick<Installation, 'notify' | 'time_zone'>,
  atMs: number,
): Duty[] {
  return notify.rotas.map((rota: Rota & { readonly name: string }) => {
    const until = handoverAfter(rota, atMs, zone);
    const at = (timeMs: number) => onDuty(rota, timeMs, zone) ?? null;
    return {
      rota: rota.name,
      member: at(atMs),
      until: until ?? null,
      next: until === undefined ? null : at(until),
    };
  });
}
