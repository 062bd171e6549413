/** The parameters of an address, as a page may rely on them. Pure. */

/**
 * The router gives a page what its reader made of the address, over what stands there raw: what a reader left out would
 * come through as it is. So everything that it left out is there, as `undefined`.
 */
export function onlyRead<T extends object>(
  read: (raw: Record<string, unknown>) => T,
): (raw: Record<string, unknown>) => T {
  return (raw) => ({ ...Object.fromEntries(Object.keys(raw).map((key) => [key, undefined])), ...read(raw) });
}
