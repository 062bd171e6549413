/**
 * A way that puts packets out of order and doubles them, in one direction: a relay of UDP between a STAMP sender and the
 * reflector at `argv[2]`:`argv[3]`, listening on port `argv[4]`. Of every ten packets in the direction `argv[5]`
 * (`forward` or `back`) the second comes behind the third, and the sixth comes twice; of the other direction nothing.
 */
import { createSocket } from 'node:dgram';

const [host = '', port = '', listen = '', unruly = ''] = process.argv.slice(2);
const SWAPPED = 2;
const DOUBLED = 6;
const OF = 10;

type Pass = (packet: Buffer) => void;

/** @param pass hands a packet on. @returns what takes a packet. */
function way(direction: string, pass: Pass): Pass {
  if (direction !== unruly) return pass;
  let count = 0;
  let held: Buffer | undefined;
  return (packet) => {
    const place = count++ % OF;
    if (place === SWAPPED) {
      held = packet;
      return;
    }
    pass(packet);
    if (place === DOUBLED) pass(packet);
    if (held) pass(held);
    held = undefined;
  };
}

const near = createSocket('udp4');
const far = createSocket('udp4');
let sender = { address: '', port: 0 };
const forward = way('forward', (packet) => far.send(packet, Number(port), host));
const back = way('back', (packet) => near.send(packet, sender.port, sender.address));
near.on('message', (packet, from) => {
  sender = from;
  forward(packet);
});
far.on('message', back);
near.bind(Number(listen), '0.0.0.0', () => console.log(`relaying on ${listen}`));
