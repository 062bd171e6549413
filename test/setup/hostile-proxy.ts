/** An HTTP proxy in front of a collector that does to requests what bad lines and bad proxies do. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export const MISDEEDS = [
  'pass',
  'cut the request',
  'lose the answer',
  'cut the answer short',
  'pass on half of the request',
  'send it twice',
  'send it again later',
  'delay',
  'answer 500',
  'answer 503',
  'answer 400',
] as const;
export type Misdeed = (typeof MISDEEDS)[number];

const DELAY_MS = 150;

interface Passed {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export class HostileProxy {
  readonly #target: URL;
  readonly #choose: () => Misdeed;
  readonly #server = createServer((request, response) => {
    void this.#take(request, response).catch(() => response.destroy());
  });
  readonly #late: Promise<unknown>[] = [];
  readonly done = new Map<Misdeed, number>();

  private constructor(target: string, choose: () => Misdeed) {
    this.#target = new URL(target);
    this.#choose = choose;
  }

  /** @param choose what happens to the next request. */
  static async start(target: string, choose: () => Misdeed): Promise<HostileProxy> {
    const proxy = new HostileProxy(target, choose);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const misdeed = this.#choose();
    this.done.set(misdeed, (this.done.get(misdeed) ?? 0) + 1);
    if (misdeed === 'cut the request') {
      request.once('data', () => request.socket.destroy());
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const pass = (part = body) => this.#pass(request, part, body.length);
    const give = ({ status, headers, body: answer }: Passed) =>
      response.writeHead(status, headers).end(answer);
    const deeds: Record<Exclude<Misdeed, 'cut the request'>, () => Promise<unknown> | unknown> = {
      pass: async () => give(await pass()),
      'lose the answer': async () => {
        await pass();
        response.destroy();
      },
      'cut the answer short': async () => {
        const { status } = await pass();
        response.writeHead(status === 204 ? 200 : status, { 'content-length': 100 });
        response.write('cut', () => response.destroy());
      },
      'pass on half of the request': async () => {
        await pass(body.subarray(0, body.length / 2)).catch(() => undefined);
        response.destroy();
      },
      'send it twice': async () => {
        const [first] = await Promise.all([pass(), pass()]);
        give(first);
      },
      'send it again later': async () => {
        give(await pass());
        this.#late.push(pause(DELAY_MS).then(() => pass()));
      },
      delay: async () => {
        await pause(DELAY_MS);
        give(await pass());
      },
      'answer 500': () => response.writeHead(500).end(),
      'answer 503': () => response.writeHead(503, { 'retry-after': '0' }).end(),
      'answer 400': () => response.writeHead(400).end('<html>Bad Request</html>'),
    };
    await deeds[misdeed]();
  }

  /** Sends a request on, with the length of the whole although a part may be all that follows. */
  #pass(request: IncomingMessage, part: Buffer, length: number): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', url = '/' } = request;
      const headers = {
        ...request.headers,
        host: this.#target.host,
        ...(length > 0 ? { 'content-length': length } : {}),
      };
      const outgoing = httpRequest(new URL(url, this.#target), { method, headers, agent: false });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode = 0, headers: answered } = incoming;
          resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks) });
        });
      });
      if (part.length === length) outgoing.end(part);
      else outgoing.write(part, () => outgoing.destroy());
    });
  }

  /** After everything that was still to be sent again. */
  async close(): Promise<void> {
    await Promise.all(this.#late);
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
