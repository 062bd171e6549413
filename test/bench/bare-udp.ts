/** UDP round trips with nothing but Node's sockets at both ends: the floor of what a program in Node can measure. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const ECHO = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (message, from) => socket.send(message, from.port, from.address));
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
`;

/** Starts an echo in a process of its own. */
export async function startBareEcho(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, port: Number(line) };
}

/** @returns round-trip times from the call that sends to the event of the answer, milliseconds. */
export async function bareNodeRtts(port: number, packets: number, intervalMs: number): Promise<number[]> {
  const socket = createSocket('udp4');
  const rtts: number[] = [];
  let sentAtMs = 0;
  socket.on('message', () => rtts.push(performance.now() - sentAtMs));
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const packet = Buffer.alloc(44);
  for (let sent = 0; sent < packets; sent++) {
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
    sentAtMs = performance.now();
    socket.send(packet, () => {});
  }
  await new Promise((resolve) => setTimeout(resolve, intervalMs));
  socket.close();
  return rtts;
}
