/** A message that tells of nothing, through the real channels, step by step. */
import { randomUUID } from 'node:crypto';
import { translator } from '../../config/messages.ts';
import { addressOf } from '../../config/notify.ts';
import type { Recipient } from '../../config/schema/notify.ts';
import { toGsmText } from '../../model/gsm-text.ts';
import type { ChannelKind, Medium, Stage } from '../../model/medium.ts';
import { CHANNELS_OF, MEDIA } from '../../model/medium.ts';
import type { Channel, Delivery } from './channels/channel.ts';
import { htmlPage } from './html.ts';
import { inOneLine, reasonOfFailure } from './reason.ts';
import { sendWithin } from './send-within.ts';
import { shortTime } from './words.ts';

/** Who waits at a terminal waits no longer for one channel. */
const LIMIT_MS = 30_000;

export interface TestParts {
  readonly channels: readonly Channel[];
  /** Name of the installation. */
  readonly title: string;
  readonly timeZone: string;
  readonly now: () => number;
}

export interface TestStep {
  readonly afterMs: number;
  readonly stage: Stage;
  /** In the words of the other side, or its address. */
  readonly detail: string;
}

export interface TestResult {
  readonly channel: ChannelKind;
  readonly recipient: string;
  /** What the channel did, with the milliseconds since the start. */
  readonly steps: readonly TestStep[];
  /** `null`: the other side has taken it over. */
  readonly error: string | null;
}

/** @returns one for each channel that is configured and reaches the person. */
export function sendTest(person: Recipient, parts: TestParts): Promise<TestResult[]> {
  const attempts = MEDIA.flatMap((medium) => {
    const recipient = addressOf(person, medium);
    if (recipient === undefined) return [];
    const channels = parts.channels.filter(({ kind }) => CHANNELS_OF[medium].includes(kind));
    return channels.map((channel) =>
      tryChannel(channel, deliveryOf(person, medium, recipient, parts), parts),
    );
  });
  return Promise.all(attempts);
}

function deliveryOf(
  { name, language }: Recipient,
  medium: Medium,
  recipient: string,
  { title, timeZone, now }: TestParts,
): Delivery {
  const t = translator(language);
  const at = shortTime(now(), timeZone);
  const key = `canhmang-test-${randomUUID()}`;
  const about = { recipient, subject: t('mail.test.subject'), thread: key, idempotencyKey: key };
  if (medium === 'sms') return { ...about, text: toGsmText(t('sms.test', { at })) };
  const lead = t('mail.test.lead', { name, at });
  const footer = [title, 'Canh Mạng'];
  const html = htmlPage({ language, paragraphs: [[lead]], links: [], footer });
  return { ...about, text: `${lead}\n\n${footer.join('\n')}`, html };
}

async function tryChannel(channel: Channel, delivery: Delivery, { now }: TestParts): Promise<TestResult> {
  const startMs = now();
  const steps: TestStep[] = [];
  const step = (stage: Stage, detail: string) =>
    void steps.push({ afterMs: now() - startMs, stage, detail: inOneLine(detail) });
  const { kind } = channel;
  const { recipient } = delivery;
  try {
    await sendWithin(channel, delivery, step, AbortSignal.timeout(LIMIT_MS));
    return { channel: kind, recipient, steps, error: null };
  } catch (error) {
    return { channel: kind, recipient, steps, error: reasonOfFailure(error) };
  }
}
