/** A stateless STAMP reflector (RFC 8762 section 4.3): answers every test packet on UDP port `argv[2]`. */
import { createSocket } from 'node:dgram';
import { decodeStampRequest, encodeStampReply } from '../../../model/stamp-packet.ts';

const port = Number(process.argv[2]);
const socket = createSocket('udp4');
const nowMs = () => performance.timeOrigin + performance.now();

socket.on('message', (packet, sender) => {
  const receivedMs = nowMs();
  const request = decodeStampRequest(packet);
  if (!request) return;
  // Node does not tell a packet's TTL: 0 says so.
  const reply = { sequence: request.sequence, receivedMs, sentMs: nowMs(), senderTtl: 0 };
  socket.send(encodeStampReply(packet, reply), sender.port, sender.address);
});
socket.bind(port, () => console.log(`reflecting on ${socket.address().port}`));
