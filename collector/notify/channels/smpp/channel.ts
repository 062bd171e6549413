/** SMS through a message centre that speaks SMPP 3.4: one transceiver session, opened when there is something to say. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fields, Pdu } from 'smpp';
import smpp from 'smpp';
import { reasonOf } from '../../../../config/error.ts';
import type { SmppSettings } from '../../../../model/channel-settings.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { pathOf } from '../http-request.ts';
import { readSecret } from '../secret.ts';
import { isLost, readReceipt } from './receipt.ts';
import { SmppSession } from './session.ts';
import { nameOfStatus, verdictOf } from './status.ts';

/** How long a centre is left alone that says that it has too much to do, the first time; then twice as long. */
const BUSY_WAIT_MS = 1_000;
/** Messages whose receipt is waited for; beyond it the oldest is forgotten. */
const MAX_AWAITED = 10_000;
/** Octets: one segment of each alphabet (3GPP TS 23.040); what is longer goes as a payload that the centre divides. */
const SEGMENT = { gsm: 160, ucs2: 140 } as const;
/** `esm_class` bits of a delivery receipt (SMPP 3.4 section 5.2.12). */
const ESM_TYPE_MASK = 0x3c;
const ESM_RECEIPT = 0x04;
/** TON and NPI (sections 5.2.5 and 5.2.6). */
const TON = { unknown: 0, international: 1, alphanumeric: 5 } as const;
const NPI = { unknown: 0, isdn: 1 } as const;
const GSM_ALPHABET = 0;
const UCS2 = 8;

export interface SmppParts {
  /** That relative paths in the settings start from. */
  readonly folder: string;
  /** A message that was taken over did not reach its telephone. */
  readonly onUndelivered: (idempotencyKey: string, reason: string) => void;
}

function addressOf(address: string): { addr: string; ton: number; npi: number } {
  if (address.startsWith('+')) return { addr: address.slice(1), ton: TON.international, npi: NPI.isdn };
  if (/^\d*$/.test(address)) return { addr: address, ton: TON.unknown, npi: NPI.isdn };
  return { addr: address, ton: TON.alphanumeric, npi: NPI.unknown };
}

/** The fields of `submit_sm` (SMPP 3.4 section 4.4.1). */
export function submission(settings: SmppSettings, { recipient, text }: Delivery): Fields {
  const source = addressOf(settings.source);
  const destination = addressOf(recipient);
  const isGsm = smpp.encodings.ASCII.match(text);
  const isLong = isGsm ? text.length > SEGMENT.gsm : text.length * 2 > SEGMENT.ucs2;
  return {
    source_addr_ton: settings.source_ton ?? source.ton,
    source_addr_npi: settings.source_npi ?? source.npi,
    source_addr: source.addr,
    dest_addr_ton: destination.ton,
    dest_addr_npi: destination.npi,
    destination_addr: destination.addr,
    registered_delivery: settings.receipts ? 1 : 0,
    data_coding: isGsm ? GSM_ALPHABET : UCS2,
    ...(isLong ? { short_message: '', message_payload: text } : { short_message: text }),
  };
}

export function openSmppChannel(settings: SmppSettings, { folder, onUndelivered }: SmppParts): Channel {
  const place = `${settings.host}:${settings.port}`;
  const closing = new AbortController();
  /** Messages by the centre's name for them. */
  const awaited = new Map<string, string>();
  let session: SmppSession | undefined;
  let opening: Promise<SmppSession> | undefined;
  let nextSlotMs = 0;

  function onDeliver({ esm_class = 0, short_message, message_payload }: Pdu): void {
    if ((esm_class & ESM_TYPE_MASK) !== ESM_RECEIPT) return;
    const receipt = readReceipt(String(short_message?.message || message_payload?.message || ''));
    const key = receipt && awaited.get(receipt.messageId);
    if (!receipt || key === undefined) return;
    awaited.delete(receipt.messageId);
    if (!isLost(receipt)) return;
    const why = receipt.error === undefined ? '' : `, error ${receipt.error}`;
    onUndelivered(key, `${place}: ${receipt.state}${why}`);
  }

  async function open(signal: AbortSignal, step: Attempt['step']): Promise<SmppSession> {
    const password = await readSecret(folder, settings.password_file);
    const authority = pathOf(folder, settings.ca_file);
    const ca = authority === undefined ? undefined : await readFile(authority, 'utf8');
    return SmppSession.open(settings, { password, ca }, { signal, step }, onDeliver);
  }

  async function bound(signal: AbortSignal, step: Attempt['step']): Promise<SmppSession> {
    if (session?.alive) {
      step('connected', place);
      return session;
    }
    opening ??= open(signal, step).finally(() => {
      opening = undefined;
    });
    session = await opening;
    return session;
  }

  /** Waits for this message's turn: a centre ends sessions that overrun what was agreed. */
  async function slot(signal: AbortSignal): Promise<void> {
    const nowMs = performance.now();
    const atMs = Math.max(nowMs, nextSlotMs);
    nextSlotMs = atMs + 1_000 / settings.per_second;
    if (atMs > nowMs) await delay(atMs - nowMs, undefined, { signal });
  }

  function awaitReceipt(messageId: string | undefined, key: string): void {
    if (!settings.receipts || !messageId) return;
    awaited.set(messageId, key);
    const [oldest] = awaited.keys();
    if (awaited.size > MAX_AWAITED && oldest !== undefined) awaited.delete(oldest);
  }

  async function submit(delivery: Delivery, { step }: Attempt, signal: AbortSignal): Promise<void> {
    const fields = submission(settings, delivery);
    for (let waitMs = BUSY_WAIT_MS; ; waitMs *= 2) {
      await slot(signal);
      const answer = await (await bound(signal, step)).request('submit_sm', fields, signal);
      const status = nameOfStatus(answer.command_status);
      const verdict = verdictOf(answer.command_status);
      if (verdict === 'taken') {
        step('taken', `message_id ${answer.message_id ?? ''}`);
        return awaitReceipt(answer.message_id, delivery.idempotencyKey);
      }
      if (verdict !== 'busy')
        throw new DeliveryError(`${place}: ${status}`, { permanent: verdict === 'never' });
      step('busy', status);
      nextSlotMs = Math.max(nextSlotMs, performance.now() + waitMs);
    }
  }

  return {
    kind: 'smpp',
    async send(delivery: Delivery, attempt: Attempt): Promise<void> {
      const signal = AbortSignal.any([attempt.signal, closing.signal]);
      try {
        await submit(delivery, attempt, signal);
      } catch (error) {
        if (error instanceof DeliveryError) throw error;
        const reason = signal.aborted ? 'it has too much to do' : reasonOf(error);
        throw new DeliveryError(`${place}: ${reason}`, { permanent: false, cause: error });
      }
    },
    close() {
      closing.abort();
      session?.close();
    },
  };
}
