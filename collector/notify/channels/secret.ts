/** Secrets of channels: read for each message, so that a changed one is taken without a restart. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reasonOf } from '../../../config/error.ts';
import { DeliveryError } from './channel.ts';

/** A secret is a line or two; a file that was named by mistake is not swallowed whole. */
const MAX_SECRET_LENGTH = 4_096;

/**
 * The lines of a file that are not empty.
 * @param folder that a relative path starts from.
 * @throws DeliveryError that names the file; it may be mended, so trying again is of use.
 */
export async function readSecrets(folder: string, path: string): Promise<[string, ...string[]]> {
  const whole = resolve(folder, path);
  let text: string;
  try {
    text = await readFile(whole, 'utf8');
  } catch (error) {
    const reason = `cannot read the file with the secret "${whole}" (${reasonOf(error)})`;
    throw new DeliveryError(reason, { permanent: false, cause: error });
  }
  const [first, ...others] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (first === undefined || text.length > MAX_SECRET_LENGTH)
    throw new DeliveryError(`the file "${whole}" does not hold a secret in its first line`, {
      permanent: false,
    });
  return [first.trim(), ...others.map((line) => line.trim())];
}

/** The first line. @throws DeliveryError as `readSecrets`. */
export async function readSecret(folder: string, path: string): Promise<string> {
  return (await readSecrets(folder, path))[0];
}

/** What is shown of what the other side said: some of it repeats what it was sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '***')), text);
}
