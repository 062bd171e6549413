/**
 * Loss, disorder and doubles by direction, told by our own sender from our own numbers, on ways that do it one way only.
 */
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

  const COUNTED = ['lost', 'reordered', 'duplicated'].flatMap((what) => [`${what}_forward`, `${what}_back`]);

  /** What some rounds of half a second count by direction, in percent of the packets sent. */
  async function count(target: string): Promise<Record<string, number>> {
    // Without bursts: their packets are numbered too, and are not among those of the rounds.
    const settings = [`packets=${PACKETS}`, 'confirm_packets=0', 'timeout=200ms'].flatMap((each) => [
      '--set',
      each,
    ]);
    const options = ['--every', '500ms', ...settings];
    const probe = lab.canhmang('core', ['probe', 'stamp', target, ...options]);
    const total: Record<string, number> = {};
    let sent = 0;
    let rounds = 0;
    for await (const line of probe.lines()) {
      const [point] = parseLines(line, 'ns', 0).points;
      if (!point) continue;
      for (const field of COUNTED) total[field] = (total[field] ?? 0) + (numericField(point, field) ?? 0);
      sent += numericField(point, 'sent') ?? 0;
      if (++rounds > ROUNDS) break;
    }
    await probe.stop();
    return Object.fromEntries(Object.entries(total).map(([field, number]) => [field, (100 * number) / sent]));
  }

  async function measure(): Promise<{ forward: number | undefined; back: number | undefined }> {
    const { lost_forward: forward, lost_back: back } = await count(`${lab.address(SITE)}:862`);
    return { forward, back };
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

  it('what is put out of order and doubled on one way is told of that way alone', async () => {
    const ways = [
      { unruly: 'forward', sound: 'back', port: 9_862 },
      { unruly: 'back', sound: 'forward', port: 9_863 },
    ];
    const measured = ways.map(async ({ unruly, sound, port }) => {
      const args = [lab.address(SITE), '862', String(port), unruly];
      const relay = await lab.helper('core', 'unruly-path', args, /^relaying on/);
      const counted = await count(`${lab.address('core')}:${port}`);
      await relay.stop();
      for (const what of ['reordered', 'duplicated']) {
        // One in ten; what a busy machine holds up beyond its time limit is not counted.
        expect(counted[`${what}_${unruly}`]).toBeGreaterThan(8);
        expect(counted[`${what}_${unruly}`]).toBeLessThan(11);
        expect(counted[`${what}_${sound}`]).toBe(0);
      }
    });
    await Promise.all(measured);
  });
});
