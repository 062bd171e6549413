/** DateAndTime (RFC 2579 section 2) as ISO 8601. Pure. */

const WITHOUT_ZONE = 8;
const WITH_ZONE = 11;

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** @returns `undefined` where the octets are no date: zeros say that there is none. Tenths of a second are left out. */
export function dateAndTime(octets: Buffer | undefined): string | undefined {
  if (octets?.length !== WITHOUT_ZONE && octets?.length !== WITH_ZONE) return undefined;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = octets.subarray(2);
  const year = octets.readUInt16BE(0);
  // A date that the calendar does not have comes back as another; a leap second is in no calendar.
  const told = new Date(Date.UTC(year, month - 1, day));
  const isDate = year >= 1_000 && told.getUTCMonth() === month - 1 && told.getUTCDate() === day;
  if (!isDate || hour > 23 || minute > 59 || second > 60) return undefined;
  const zone = octets.length === WITH_ZONE ? zoneOf(octets) : '';
  if (zone === undefined || year > 9_999) return undefined;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
}

function zoneOf(octets: Buffer): string | undefined {
  const [sign = 0, hours = 0, minutes = 0] = octets.subarray(WITHOUT_ZONE);
  const written = String.fromCharCode(sign);
  if ((written !== '+' && written !== '-') || hours > 14 || minutes > 59) return undefined;
  return `${written}${two(hours)}:${two(minutes)}`;
}
