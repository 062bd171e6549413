/** A measurement that proves something, in words that can be read at night. Pure. */
import type { Language, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { parseLines } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';

/** Fields in which probes say how much they asked and how much was answered. */
const ASKED = ['packets_transmitted', 'sent'];
const ANSWERED = ['packets_received', 'received'];
/** What else a measurement has is on the incident's page. */
const SHOWN_FIELDS = 3;

/** @param proof the measurement in line protocol. @returns what was stored, where it is no such measurement. */
export function proofInWords(proof: string, t: Translate, language: Language, timeZone: string): string {
  const [point] = parseLines(proof, 'ns', 0).points;
  if (!point) return proof;
  const about = {
    measurement: point.measurement,
    agent: point.tags.agent ?? '-',
    at: formatTime(point.timeMs, language, timeZone),
  };
  const value = (names: readonly string[]) => names.flatMap((name) => point.fields[name] ?? [])[0];
  const [sent, received] = [value(ASKED), value(ANSWERED)];
  if (sent !== undefined && received !== undefined)
    return t('mail.proof.packets', { ...about, sent: String(sent), received: String(received) });
  return t('mail.proof.values', { ...about, values: valuesOf(point) });
}

function valuesOf({ fields }: Point): string {
  return Object.entries(fields)
    .filter(([, value]) => typeof value !== 'boolean')
    .slice(0, SHOWN_FIELDS)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}
