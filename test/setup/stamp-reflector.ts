/** A STAMP reflector in the test's own process: can be switched off and on at the same address. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decodeStampRequest, encodeStampReply } from '../../model/stamp-packet.ts';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint } from './loopback.ts';

export class StampReflector {
  readonly endpoint: Endpoint = loopbackEndpoint();
  #socket: Socket | undefined;
  #answered = 0;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  async on(): Promise<void> {
    const socket = createSocket('udp4');
    socket.on('message', (request, from) => {
      const receivedMs = Date.now();
      const decoded = decodeStampRequest(request);
      if (!decoded) return;
      const reply = { sequence: decoded.sequence, sentMs: () => receivedMs, receivedMs, senderTtl: 64 };
      socket.send(encodeStampReply(request, reply), from.port, from.address);
      this.#answered++;
      for (const { count, resolve } of this.#waiting) if (this.#answered >= count) resolve();
    });
    socket.bind(this.endpoint.port, this.endpoint.host);
    await once(socket, 'listening');
    this.#socket = socket;
  }

  async off(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.close();
    await once(socket, 'close');
  }

  /** Resolves when so many more packets have been answered. */
  answered(more: number): Promise<void> {
    const count = this.#answered + more;
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}
