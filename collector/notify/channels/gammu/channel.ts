/** SMS through a GSM modem: files for Gammu SMSD, with its service FILES (gammu-smsd-files(7)). */
import { createHash } from 'node:crypto';
import { open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../../../config/error.ts';
import type { GammuSettings } from '../../../../model/channel-settings.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';

/** A modem takes seconds for a message; looking into three folders takes nothing. */
const LOOK_EVERY_MS = 250;

export interface GammuParts {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * The file's name: priority, time and a serial number order what waits, the note tells one message from another.
 * SMSD takes the number to be what stands between the third and the fourth underscore.
 */
export function fileNameOf(recipient: string, note: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15);
  return `OUTA${time}_00_${recipient}_${note}.txt`;
}

/** A telephone number and nothing that has a meaning in a file's name. */
const PHONE = /^\+?\d{3,20}$/;

/** UTF-16 behind its mark: what else SMSD makes of a file depends on the locale that it was started with. */
function encoded(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

/** The attempt's own limit, not that everything ends. */
function isTimeOver({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

export function openGammuChannel(settings: GammuSettings, { now }: GammuParts): Channel {
  const closing = new AbortController();

  async function fileIn(folder: string, note: string): Promise<string | undefined> {
    const ending = `_${note}.txt`;
    return (await readdir(folder)).find((name) => name.startsWith('OUT') && name.endsWith(ending));
  }

  /** Under another name until it is whole and on the disk: SMSD takes what begins with OUT as it is. */
  async function put(name: string, text: string): Promise<void> {
    const path = join(settings.outbox, name);
    const draft = join(settings.outbox, `.${name}.new`);
    const file = await open(draft, 'w', 0o660);
    try {
      await file.write(encoded(text));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }

  /** @returns when SMSD has sent it. @throws DeliveryError when it could not, or did not in time. */
  async function follow(note: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (await fileIn(settings.sent, note)) return;
      const failed = await fileIn(settings.error, note);
      if (failed !== undefined) {
        // Taken away, so that the next attempt is one.
        await unlink(join(settings.error, failed));
        throw new DeliveryError('the modem could not send it; the log of gammu-smsd says why', {
          permanent: false,
        });
      }
      if (signal.aborted) break;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    // Who ends now may come again, and finds it: SMSD may just be sending it.
    if (!isTimeOver(signal))
      throw new DeliveryError('ended before gammu-smsd had sent it', { permanent: false });
    const waiting = await fileIn(settings.outbox, note);
    if (waiting !== undefined) await unlink(join(settings.outbox, waiting));
    throw new DeliveryError('gammu-smsd did not take it in time; is it running?', { permanent: false });
  }

  return {
    kind: 'gammu',
    async send({ recipient, text, idempotencyKey }: Delivery, attempt: Attempt): Promise<void> {
      if (!PHONE.test(recipient))
        throw new DeliveryError(`"${recipient}" is not a telephone number`, { permanent: true });
      const note = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24);
      try {
        // An attempt before a crash may have come this far, or further.
        const known = (await fileIn(settings.sent, note)) ?? (await fileIn(settings.outbox, note));
        if (known === undefined) await put(fileNameOf(recipient, note, now()), text);
        attempt.step('handed', settings.outbox);
        await follow(note, AbortSignal.any([attempt.signal, closing.signal]));
        attempt.step('taken', settings.sent);
      } catch (error) {
        if (error instanceof DeliveryError) throw error;
        const reason = `cannot use the folders of gammu-smsd (${reasonOf(error)})`;
        throw new DeliveryError(reason, { permanent: false, cause: error });
      }
    },
    close: () => closing.abort(),
  };
}
