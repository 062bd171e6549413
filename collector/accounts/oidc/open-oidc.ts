/** The identity provider of the configuration. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf, UserError } from '../../../config/error.ts';
import type { LoadedConfig } from '../../../config/load.ts';
import { OidcProvider } from './provider.ts';

/**
 * Nothing is asked of it yet: the collector starts without it.
 * @returns `undefined` where there is none.
 * @throws UserError when the secret cannot be read.
 */
export async function openOidc(
  { path, installation: { oidc } }: LoadedConfig,
  now: () => number,
): Promise<OidcProvider | undefined> {
  if (!oidc) return undefined;
  const { client_secret_file: file } = oidc;
  const secret = file === undefined ? undefined : await readFirstLine(resolve(dirname(path), file));
  return new OidcProvider({ settings: oidc, secret, now });
}

async function readFirstLine(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split('\n')[0]?.trim() ?? '';
  } catch (error) {
    throw new UserError('secret_file', { path: file, reason: reasonOf(error) });
  }
}
