/** Where samples stand to the ends of their outage. Pure. */
import type { EvidenceOutage, EvidenceSample } from './evidence.ts';

export type Place = 'before' | 'during' | 'after';

type Ends = Pick<EvidenceOutage, 'fromMs' | 'toMs' | 'isOpen'>;

export function placeOf({ timeMs }: EvidenceSample, { fromMs, toMs, isOpen }: Ends): Place {
  if (timeMs < fromMs) return 'before';
  return isOpen || timeMs < toMs ? 'during' : 'after';
}

/** Rounds of a role on paper, on either side of an end. */
const MOST = 3;

/** The rounds next to each end, of every role on its own, in order: as many as a page takes. */
export function nearestSamples(outage: Ends & Pick<EvidenceOutage, 'samples'>): EvidenceSample[] {
  const { samples, fromMs, toMs, isOpen } = outage;
  const kept = new Set<EvidenceSample>();
  for (const role of new Set(samples.map((sample) => sample.role))) {
    const own = samples.filter((sample) => sample.role === role);
    for (const endMs of isOpen ? [fromMs] : [fromMs, toMs]) {
      const at = own.findIndex(({ timeMs }) => timeMs >= endMs);
      const index = at < 0 ? own.length : at;
      for (const sample of own.slice(Math.max(0, index - MOST), index + MOST)) kept.add(sample);
    }
  }
  return samples.filter((sample) => kept.has(sample));
}
