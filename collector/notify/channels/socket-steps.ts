/** What becomes of a connection, for who watches a test message. */
import type { Socket } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { TLSSocket } from 'node:tls';
import type { Attempt } from './channel.ts';

/** Tells of addresses, connection and TLS as they come about. */
export function followSocket(socket: Socket, step: Attempt['step']): void {
  const addresses: string[] = [];
  socket.on('lookup', (_error, address) => {
    if (address) addresses.push(address);
  });
  socket.once('connect', () => {
    if (addresses.length > 0) step('resolved', addresses.join(', '));
    step('connected', `${socket.remoteAddress}:${socket.remotePort}`);
  });
  socket.once('secureConnect', () => {
    if (!(socket instanceof TLSSocket)) return;
    step('secured', `${socket.getProtocol()}, ${certificateInWords(socket.getPeerCertificate())}`);
  });
}

/** Whose it is and how long it is good for. */
export function certificateInWords({ subject, valid_to }: PeerCertificate): string {
  return `${subject?.CN ?? '-'}, ${valid_to}`;
}
