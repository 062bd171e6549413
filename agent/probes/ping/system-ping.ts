/** The system's `ping` through the `ping` package: a process a packet, for machines without fping. */

import ping from 'ping';
import type { Logger } from 'pino';
import type { PacketResult } from '../packet-round.ts';
import type { EchoStream, PingBackend } from './backend.ts';
import { tosOf } from './backend.ts';

export class SystemPingBackend implements PingBackend {
  readonly name = 'ping';
  readonly #logger: Logger;
  #complained = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  stream(stream: EchoStream, onResult: (result: PacketResult) => void): () => void {
    const send = () => void this.#send(stream).then((result) => result && onResult(result));
    send();
    const timer = setInterval(send, stream.intervalMs);
    return () => clearInterval(timer);
  }

  /** @returns `undefined` when the packet could not be sent: that says nothing about the target. */
  async #send(stream: EchoStream): Promise<PacketResult | undefined> {
    const sentMs = Date.now();
    try {
      const answer = await ping.promise.probe(stream.host, {
        timeout: stream.timeoutMs / 1_000,
        packetSize: stream.size,
        min_reply: 1,
        extra: stream.dscp === 0 ? [] : ['-Q', String(tosOf(stream))],
      });
      const rttMs =
        typeof answer.time === 'number' && answer.time <= stream.timeoutMs ? answer.time : undefined;
      return { sentMs, rttMs: answer.alive ? rttMs : undefined };
    } catch (error) {
      if (!this.#complained)
        this.#logger.error({ err: error }, 'ping: neither fping nor ping can be run on this machine');
      this.#complained = true;
      return undefined;
    }
  }
}
