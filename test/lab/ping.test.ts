/** What our pings look like on the line. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, needs } from '../setup/needs.ts';
import { Lab } from './lab.ts';

describeWith([Lab.possible(), needs('fping', 'nftables', 'iproute2')], 'ping in the lab', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.create({ hubs: 1, communesPerHub: 0 });
  });

  afterAll(async () => {
    await lab?.close();
  });

  /** Packets that reached the site with a code point, counted by the kernel. */
  async function countAt(site: string, dscp: number): Promise<number> {
    const { stdout } = await lab.run(site, 'nft', ['-j', 'list', 'counter', 'inet', 'seen', `dscp${dscp}`]);
    return Number(/"packets": ?(\d+)/.exec(stdout)?.[1]);
  }

  it('packets carry the code point that is asked for', async () => {
    const rules = `table inet seen {
  counter dscp0 { }
  counter dscp46 { }
  chain input {
    type filter hook input priority 0
    icmp type echo-request ip dscp 46 counter name dscp46
    icmp type echo-request ip dscp 0 counter name dscp0
  }
}
`;
    const set = await lab.run('hub1', 'nft', ['-f', '-'], { input: rules });
    expect(set).toMatchObject({ code: 0 });
    const args = ['probe', 'ping', lab.address('hub1'), '--once', '--set', 'dscp=46', '--set', 'packets=1'];
    const probe = lab.canhmang('core', args);
    expect(await probe.exit).toMatchObject({ code: 0 });
    expect(await countAt('hub1', 46)).toBeGreaterThanOrEqual(1);
    expect(await countAt('hub1', 0)).toBe(0);
  });
});
