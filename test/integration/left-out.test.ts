/** One bad entry of the configuration, and everything else that goes on. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { AgentConfigDocument } from '../../model/probe-settings.ts';
import { canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const ENDPOINT = { host: '127.0.0.1', port: 9 };

/** A good installation, and in it an unknown profile, a wrong OID, an impossible period, a missing credential. */
async function damagedInstallation() {
  const folder = await folderOfTest();
  const config = await writeInstallation(folder, {
    local: true,
    snmp: { endpoint: ENDPOINT, community: 'public' },
  });
  const devices = [
    `no-credential,${CORE},switch,Chưa khai báo,127.0.0.3,switches`,
    `no-address,${CORE},switch,Địa chỉ sai,127.0.0.300,routers`,
  ];
  await appendFile(join(folder, 'devices.csv'), `${devices.join('\n')}\n`);
  const rule = '  - { name: fast, vantage: core, of: site, role: reach, kind: ping, every: 1ms }\n';
  const text = (await readFile(config, 'utf8')).replace('probes:\n', `profiles: profiles\nprobes:\n${rule}`);
  await writeFile(config, text);
  await mkdir(join(folder, 'profiles'));
  const metric =
    'scalars: [{ measurement: snmp, field: cpu_percent, object: A-MIB::a, oid: 1.3.x, type: gauge }]';
  await writeFile(join(folder, 'profiles/oid.yaml'), `name: oid\n${metric}\n`);
  await writeFile(join(folder, 'profiles/orphan.yaml'), 'name: orphan\nextends: nobody\n');
  await writeFile(join(folder, 'profiles/good.yaml'), 'name: good\nextends: base\n');
  return { folder, config, data: join(folder, 'data') };
}

const PLACES = [
  'devices.csv:3:56: there is no SNMP credential "switches"',
  'devices.csv:4:41: address: "127.0.0.300"',
  'canhmang.yaml:9:76: probes.0.every: 1ms is outside the range',
  'profiles/oid.yaml:2:75: scalars.0.oid: "1.3.x" is not an object identifier',
  'profiles/orphan.yaml:2:10: there is no device profile "nobody"',
];

describeWith(needsBuild(), 'bad entries of the configuration', () => {
  it('are told with their places, and the collector starts', async () => {
    const { folder, config, data } = await damagedInstallation();
    const args = ['--lang', 'en', 'collector', '--config', config, '--data', data, '--listen', '127.0.0.1:0'];
    const program = new Program({ ...canhmangSpec(args), cwd: folder });
    onTestFinished(async () => void (await program.stop()));
    for (const place of PLACES)
      await program.waitForLine(new RegExp(`^  ${place.replaceAll(/[.[\]"]/g, '\\$&')}`));
    await program.waitForLine(/Canh Mạng is running/);
  });

  it('stop no other device, probe or profile', async () => {
    const { config, data } = await damagedInstallation();
    const collector = await startCollector({ config, data });
    onTestFinished(async () => void (await collector.program.stop()));
    const token = (await readFile(join(data, 'agents/core/token'), 'utf8')).trim();
    const answer = await fetch(`${collector.url}/api/v1/agent/config`, {
      headers: { authorization: `Token ${token}` },
    });
    const { jobs, profiles } = (await answer.json()) as AgentConfigDocument;
    expect(jobs.map(({ id }) => id).sort()).toEqual([
      ...['devices:mu-cang-chai-rt', 'reach:mu-cang-chai', 'reach:tram-tau', `reach:${CORE}`],
    ]);
    expect(profiles?.map(({ name }) => name)).toEqual(['good']);
  });
});
