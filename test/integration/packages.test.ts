/** The packages as an administrator uses them: installed, started, upgraded, removed, purged, with real dpkg. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import {
  asService,
  confined,
  dpkg,
  laterPackage,
  makePackages,
  needsDpkg,
  readUnit,
  sh,
} from '../setup/installed-packages.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';

/** A user that nobody has, as DynamicUser would make one. */
const AGENT_USER = '64321';
const AGENT_DEFAULT = '/etc/default/canhmang-agent';
const AGENT_DATA = '/var/lib/canhmang-agent';
/** Two packages are built twice, on a machine that does other things too, milliseconds. */
const BUILD_MS = 120_000;
const MAX_AGENT_BYTES = 3_000_000;

/** Everything that either package leaves on the machine. */
const TRACES = [
  '/usr/bin/canhmang',
  '/usr/bin/canhmang-agent',
  '/usr/lib/canhmang',
  '/usr/lib/canhmang-agent',
  '/usr/lib/systemd/system/canhmang.service',
  '/usr/lib/systemd/system/canhmang-agent.service',
  '/etc/canhmang',
  '/etc/default/canhmang',
  AGENT_DEFAULT,
  '/etc/alternatives/canhmang',
  '/etc/systemd/system/multi-user.target.wants/canhmang.service',
  '/etc/systemd/system/multi-user.target.wants/canhmang-agent.service',
  '/etc/systemd/system/multi-user.target.wants/canhmang-agent.path',
  '/var/lib/canhmang',
  AGENT_DATA,
  '/usr/share/doc/canhmang',
  '/usr/share/man/man1/canhmang.1.gz',
];

const left = () => TRACES.filter((path) => statSync(path, { throwIfNoEntry: false }));

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
}

describeWith([needsDpkg(), needsBuild(), needs('dpkg', 'systemd', 'adduser')], 'the packages', () => {
  let folder = '';
  let agentDeb = '';
  let collectorDeb = '';
  const started: Program[] = [];

  function start(spec: ConstructorParameters<typeof Program>[0]): Program {
    const program = new Program(spec);
    started.push(program);
    return program;
  }

  beforeAll(() => {
    folder = makePackages();
    const [, agent = '', collector = ''] = readdirSync(folder).sort();
    [agentDeb, collectorDeb] = [join(folder, agent), join(folder, collector)];
    dpkg('--install', agentDeb, collectorDeb);
  }, BUILD_MS);

  afterAll(async () => {
    for (const program of started.reverse()) await program.stop();
    dpkg('--purge', 'canhmang-agent', 'canhmang');
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'have the same bytes when they are built again, by somebody else, elsewhere',
    () => {
      const again = makePackages({ TZ: 'Asia/Ho_Chi_Minh', LC_ALL: 'vi_VN.UTF-8' }, 0o077);
      expect(hashes(again)).toEqual(hashes(folder));
      rmSync(again, { recursive: true });
    },
    BUILD_MS,
  );

  it('have an agent below 3 MB, for every architecture, without anything native', () => {
    expect(statSync(agentDeb).size).toBeLessThan(MAX_AGENT_BYTES);
    expect(sh('dpkg-deb', ['-f', agentDeb, 'Architecture']).trim()).toBe('all');
    expect(sh('dpkg-query', ['-L', 'canhmang-agent'])).not.toMatch(/\.(?:node|so)$|node_modules/m);
  });

  it('have units that systemd takes without a word, and that can do little', () => {
    const units = [
      'canhmang-agent.service',
      'canhmang-agent.path',
      'canhmang-agent-dscp46.socket',
      'canhmang.service',
    ];
    expect(sh('systemd-analyze', ['verify', ...units])).toBe('');
    for (const unit of ['canhmang-agent.service', 'canhmang.service']) {
      const path = `/usr/lib/systemd/system/${unit}`;
      expect(sh('systemd-analyze', ['security', '--offline=true', '--threshold=20', path])).toContain('OK');
      expect(readUnit(unit).all('AmbientCapabilities')).toEqual(['CAP_NET_RAW']);
    }
    expect(readUnit('canhmang-agent.service').all('DynamicUser')).toEqual(['yes']);
  });

  it('leave secrets to root and the service', () => {
    expect(sh('stat', ['-c', '%U:%G %a', '/etc/canhmang/canhmang.yaml', '/var/lib/canhmang'])).toBe(
      'root:canhmang 640\ncanhmang:canhmang 700\n',
    );
    expect(sh('dpkg', ['--verify', 'canhmang', 'canhmang-agent'])).toBe('');
  });

  it('have a collector and an agent that work together with no more rights than their units give', async () => {
    writeFileSync('/etc/default/canhmang', 'CANHMANG_LISTEN=127.0.0.1:0\nCANHMANG_LANG=en\n');
    const collector = start(asService('canhmang.service', 'canhmang'));
    const [, url = ''] = await collector.waitForLine(/^Canh Mạng is running: (http:\S+)/);
    const code =
      sh('runuser', ['-u', 'canhmang', '--', 'canhmang', 'agents', 'code', 'trung-tam']).split('\n')[0] ?? '';
    sh('canhmang-agent', ['agent', 'enroll', '--collector', url, '--code', code]);
    // What systemd does with the folder of a dynamic user.
    sh('chown', ['-R', `${AGENT_USER}:${AGENT_USER}`, AGENT_DATA]);
    const agent = start(asService('canhmang-agent.service', AGENT_USER));
    await agent.waitForLine(/"msg":"configuration applied"/);
    const listed = sh('runuser', ['-u', 'canhmang', '--', 'canhmang', 'agents', 'list', '--json']);
    expect(listed).toContain('"id": "trung-tam"');
    // The right to ping is the one that it has.
    const [command, ...args] = confined(AGENT_USER, [
      'canhmang-agent',
      'probe',
      'ping',
      '127.0.0.1',
      '--once',
    ]);
    expect(sh(command, args)).toContain('percent_packet_loss=0');
  });

  it('keep what was changed by hand, and what was stored, when they are upgraded', () => {
    writeFileSync(AGENT_DEFAULT, 'CANHMANG_LANG=en\n');
    const later = laterPackage(agentDeb, '99.0.0', AGENT_DEFAULT, '# a line of the new version');
    dpkg('--install', later);
    expect(sh('dpkg-query', ['-W', 'canhmang-agent'])).toBe('canhmang-agent\t99.0.0\n');
    expect(readFileSync(AGENT_DEFAULT, 'utf8')).toBe('CANHMANG_LANG=en\n');
    expect(readFileSync(`${AGENT_DEFAULT}.dpkg-dist`, 'utf8')).toContain('# a line of the new version');
    expect(existsSync(join(AGENT_DATA, 'enrolment.json'))).toBe(true);
  });

  it('leave `canhmang` to the agent when the collector goes, and keep its data until it is purged', async () => {
    for (const program of started.splice(0).reverse()) await program.stop();
    dpkg('--remove', 'canhmang');
    expect(existsSync('/usr/lib/canhmang')).toBe(false);
    expect(existsSync('/etc/canhmang/canhmang.yaml')).toBe(true);
    expect(existsSync('/var/lib/canhmang/ledger.sqlite')).toBe(true);
    expect(sh('canhmang', ['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(sh('canhmang', ['--help'])).not.toContain('report');
    dpkg('--install', collectorDeb);
    expect(sh('canhmang', ['--help'])).toContain('report');
    expect(existsSync('/var/lib/canhmang/ledger.sqlite')).toBe(true);
  });

  it('leave nothing when they are purged', () => {
    sh('systemctl', ['enable', 'canhmang-agent-dscp46.socket']);
    dpkg('--purge', 'canhmang-agent', 'canhmang');
    expect(left()).toEqual([]);
    expect(() => sh('getent', ['passwd', 'canhmang'])).toThrow();
    expect(sh('sh', ['-c', 'find /var/lib/systemd /etc/systemd -name "*canhmang*"'])).toBe('');
  });
});
