/** Which of two versions is the newer (https://semver.org, section 11). Pure. */

const VERSION = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,64}))?$/;

function comparePre(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  // A version comes after its own pre-releases.
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const [one, other] = [left.split('.'), right.split('.')];
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    if (part === against) continue;
    const areNumbers = /^\d+$/.test(part) && /^\d+$/.test(against);
    if (areNumbers) return Number(part) - Number(against);
    if (/^\d+$/.test(part)) return -1;
    if (/^\d+$/.test(against)) return 1;
    return part < against ? -1 : 1;
  }
  return -1;
}

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/** @returns below 0 when `left` is the older, above 0 when it is the newer. @throws for what is no version. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [VERSION.exec(left), VERSION.exec(right)];
  if (!one || !other) throw new Error(`no version: ${one ? right : left}`);
  for (const part of [1, 2, 3]) {
    const difference = Number(one[part]) - Number(other[part]);
    if (difference !== 0) return difference;
  }
  return comparePre(one[4], other[4]);
}
