/** Loss by direction, told by our own sender from our own numbers, on lines that lose packets one way only. */
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseLines } from '../../model/line-protocol.ts';
import { numericField } from '../../model/point.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Lab } from './lab.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
/** Opens a socket with a code point and becomes the program, as systemd does for a socket unit with IPTOS=. */
const HAND_OVER = `
import os, socket, sys
opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
opened.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, int(sys.argv[1]) << 2)
opened.bind(('0.0.0.0', 0))
os.dup2(opened.fileno(), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='dscp-' + sys.argv[1])
os.set_inheritable(3, True)
os.execv(sys.argv[2], sys.argv[2:])
`;
const SITE = 'hub1';
const PACKETS = 50;
/** 400 packets: at 30 % the chance to see less than 15 % or more than 45 % is below 1e-9. */
const ROUNDS = 8;

describeWith([Lab.possible(), needs('nftables', 'iproute2', 'python3-minimal')], 'STAMP in the lab', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.create({ hubs: 1, communesPerHub: 0 });
    await lab.reflector(SITE);
  });

  afterEach(() => lab.restore(SITE));

  afterAll(async () => {
    await lab?.close();
  });

  /** Losses by direction in percent of the packets sent, over some rounds of half a second. */
  async function measure(): Promise<{ forward: number; back: number }> {
    // Without bursts: their packets are numbered too, and are not among those of the rounds.
    const settings = [`packets=${PACKETS}`, 'confirm_packets=0', 'timeout=200ms'].flatMap((each) => [
      '--set',
      each,
    ]);
    const options = ['--every', '500ms', ...settings];
    const probe = lab.canhmang('core', ['probe', 'stamp', `${lab.address(SITE)}:862`, ...options]);
    const total = { forward: 0, back: 0, sent: 0 };
    let rounds = 0;
    for await (const line of probe.lines()) {
      const [point] = parseLines(line, 'ns', 0).points;
      if (!point) continue;
      total.forward += numericField(point, 'lost_forward') ?? 0;
      total.back += numericField(point, 'lost_back') ?? 0;
      total.sent += numericField(point, 'sent') ?? 0;
      if (++rounds > ROUNDS) break;
    }
    await probe.stop();
    return { forward: (100 * total.forward) / total.sent, back: (100 * total.back) / total.sent };
  }

  it('nothing is lost on a sound line', async () => {
    expect(await measure()).toEqual({ forward: 0, back: 0 });
  });

  it('packets carry the code point of the socket that was handed over', async () => {
    const rules = `table inet seen {
  counter marked { }
  counter plain { }
  chain input {
    type filter hook input priority 0
    udp dport 862 ip dscp 46 counter name marked
    udp dport 862 ip dscp 0 counter name plain
  }
}
`;
    expect(await lab.run(SITE, 'nft', ['-f', '-'], { input: rules })).toMatchObject({ code: 0 });
    const probe = ['probe', 'stamp', lab.address(SITE), '--once', '--set', 'dscp=46'];
    const program = [process.execPath, PROGRAM, ...probe];
    expect(await lab.run('core', 'python3', ['-c', HAND_OVER, '46', ...program])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('received=1i'),
    });
    const counted = async (name: string) => {
      const { stdout } = await lab.run(SITE, 'nft', ['-j', 'list', 'counter', 'inet', 'seen', name]);
      return Number(/"packets": ?(\d+)/.exec(stdout)?.[1]);
    };
    expect(await counted('marked')).toBeGreaterThan(0);
    expect(await counted('plain')).toBe(0);
  });

  it('what is lost on the way to the site is lost forward', async () => {
    await lab.lose(SITE, 30, 'down');
    const { forward, back } = await measure();
    expect(forward).toBeGreaterThan(15);
    expect(forward).toBeLessThan(45);
    expect(back).toBe(0);
  });

  it('what is lost on the way from the site is lost back', async () => {
    await lab.lose(SITE, 30, 'up');
    const { forward, back } = await measure();
    expect(back).toBeGreaterThan(15);
    expect(back).toBeLessThan(45);
    expect(forward).toBe(0);
  });
});
