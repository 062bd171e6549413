/** What a browser says of itself, as people call it. A guess: the header is of the browser's own choosing. */

/** In this order: each names the ones after it. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['coc_coc_browser', 'Cốc Cốc'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
  ['curl', 'curl'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

export interface ProgramName {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

export function programName(userAgent: string): ProgramName {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([sign]) => userAgent.includes(sign))?.[1];
  return { browser: find(BROWSERS), system: find(SYSTEMS) };
}
