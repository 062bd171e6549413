/** What an HTTP job aims at, as a URL. Pure. */
import { splitTarget } from '../../../model/target.ts';

const ABSOLUTE = /^https?:\/\//i;

function parsed(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

function isHttp(url: URL | undefined): url is URL {
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}

/**
 * @param target a host, perhaps with its port; or a whole URL, which then stands for scheme, port and path.
 * @returns `undefined` when it makes no URL.
 */
export function urlOfTarget(
  target: string,
  settings: {
    readonly scheme: 'http' | 'https';
    readonly port?: number | undefined;
    readonly path: string;
  },
): URL | undefined {
  if (ABSOLUTE.test(target)) return parsed(target);
  const { host, port } = splitTarget(target, settings.port ?? 0);
  const authority = host.includes(':') ? `[${host}]` : host;
  const url = parsed(`${settings.scheme}://${authority}${port === 0 ? '' : `:${port}`}${settings.path}`);
  // A target with a slash, a question mark or an at sign in it would make a URL of something else.
  return isHttp(url) && url.username === '' && !/[/?#@\\]/.test(target) ? url : undefined;
}

/** Longest `Location` that is followed, characters. */
const MAX_LOCATION_LENGTH = 2_048;

/** Where a redirect leads; `undefined` when it is none, or leads out of HTTP. */
export function redirectOf(status: number, location: string | undefined, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  if (location === undefined || location.length > MAX_LOCATION_LENGTH) return undefined;
  const url = parsed(location, from);
  return isHttp(url) ? url : undefined;
}
