/**
 * What the two ends of a throughput test tell each other: one line of JSON at a time, each with a code over it
 * (HMAC-SHA-256) that only who has the key can make, and that holds for this connection alone.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { z } from 'zod';

/** `forward`: from who asks to who answers. */
export type FlowDirection = 'forward' | 'back';

/** The longest line that either end writes is below 300 octets. */
const MAX_LINE_BYTES = 1_024;

/** The first word of who answers; without a code, because it says nothing. */
export const greetingSchema = z.strictObject({ challenge: z.string().regex(/^[0-9a-f]{32}$/) });

export const requestSchema = z.strictObject({
  direction: z.enum(['forward', 'back']),
  durationMs: z.int().min(1_000).max(30_000),
  maxKbps: z.int().min(64).max(10_000_000),
});
export type FlowRequest = z.output<typeof requestSchema>;

/** Why there is no test: another one is under way, or people are in a call. */
export const REFUSALS = ['busy', 'in_call'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const answerSchema = z.union([
  z.strictObject({ refused: z.enum(REFUSALS) }),
  /** What the test is cut down to. */
  z.strictObject({ durationMs: z.int().positive(), maxKbps: z.int().positive() }),
]);

/** What reached the receiving end. */
export const measuredSchema = z.strictObject({
  bytes: z.int().min(0),
  bps: z.number().min(0),
  durationMs: z.number().min(0),
});
export type Measured = z.output<typeof measuredSchema>;

const sealedSchema = z.strictObject({ body: z.string(), code: z.string().regex(/^[0-9a-f]{64}$/) });

export function newChallenge(): string {
  return randomBytes(16).toString('hex');
}

/** What is said on one connection, by one end: a line of the other end, or of another connection, does not fit. */
export class Seal {
  readonly #key: string;
  readonly #context: string;

  /** @param context who speaks, and the challenge of the connection. */
  constructor(key: string, context: string) {
    this.#key = key;
    this.#context = context;
  }

  #code(body: string): Buffer {
    return createHmac('sha256', this.#key).update(`canhmang throughput\n${this.#context}\n${body}`).digest();
  }

  write(content: FlowRequest | z.output<typeof answerSchema> | Measured): string {
    const body = JSON.stringify(content);
    return `${JSON.stringify({ body, code: this.#code(body).toString('hex') })}\n`;
  }

  /** @returns `undefined` for what is not of the key, or not of the schema. */
  read<T>(line: string, schema: z.ZodType<T>): T | undefined {
    const sealed = sealedSchema.safeParse(parseJson(line));
    if (!sealed.success) return undefined;
    const { body, code } = sealed.data;
    if (!timingSafeEqual(Buffer.from(code, 'hex'), this.#code(body))) return undefined;
    return schema.safeParse(parseJson(body)).data;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads one line; what is behind it stays in the socket.
 * @returns `undefined` where the connection ends first, or the line is too long.
 */
export function readLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string | undefined) => {
      socket.off('readable', read);
      socket.off('close', closed);
      resolve(line);
    };
    const closed = () => done(undefined);
    const read = () => {
      for (let data: Buffer | null = socket.read(); data !== null; data = socket.read()) {
        const end = data.indexOf('\n');
        text += data.toString('latin1', 0, end < 0 ? data.length : end);
        if (text.length > MAX_LINE_BYTES) return done(undefined);
        if (end < 0) continue;
        if (end + 1 < data.length) socket.unshift(data.subarray(end + 1));
        return done(text);
      }
    };
    socket.on('readable', read);
    socket.on('close', closed);
    if (socket.destroyed) closed();
    else read();
  });
}
