/** A real Gammu SMSD with its files, and Gammu's own dummy telephone. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GammuSettings } from '../../model/channel-settings.ts';
import { Program } from './program.ts';

export async function gammuFolders(folder: string): Promise<GammuSettings> {
  const at = (name: string) => join(folder, name);
  for (const name of ['inbox', 'outbox', 'sent', 'error', 'telephone']) await mkdir(at(name));
  const paths = ['inbox', 'outbox'].map((name) => `${name}path = ${at(name)}/`);
  await writeFile(
    at('gammu-smsdrc'),
    [
      '[gammu]',
      'model = dummy',
      'connection = none',
      `port = ${at('telephone')}`,
      '[smsd]',
      'service = files',
      ...paths,
      `sentsmspath = ${at('sent')}/`,
      `errorsmspath = ${at('error')}/`,
      'logfile = stderr',
      'debuglevel = 1',
      'loopsleep = 1',
      'commtimeout = 1',
      'checksecurity = 0',
      'maxretries = 0',
      '',
    ].join('\n'),
  );
  return { outbox: at('outbox'), sent: at('sent'), error: at('error') };
}

/** Resolves when it looks for messages. */
export async function startGammuSmsd(folder: string): Promise<Program> {
  const program = new Program({ command: 'gammu-smsd', args: ['-c', join(folder, 'gammu-smsdrc')] });
  try {
    await program.waitForLine(/Starting phone communication/);
    return program;
  } catch (error) {
    await program.stop();
    throw error;
  }
}
