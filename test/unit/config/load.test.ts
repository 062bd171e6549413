import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import vi from '../../../config/defaults/messages/vi.json' with { type: 'json' };
import { demoConfigPath, loadConfig } from '../../../config/load.ts';
import type { Problem, ProblemCode } from '../../../config/problem.ts';
import { ConfigError } from '../../../config/problem.ts';
import { tempFolder } from '../journal/temp-folder.ts';

const TODAY = '2025-06-30';

/** A small installation without problems; tests replace a file or a part of one. */
const GOOD: Readonly<Record<string, string>> = {
  'canhmang.yaml': `title: Thử
inventory:
  units: units.csv
  sites: sites.csv
  devices: devices.csv
  lines: lines.csv
  rooms: rooms.csv
snmp_credentials:
  routers: { community: secret }
agents:
  - { id: core, vantage: core, site: hub, sites: all }
states:
  silence: 30s
profiles: profiles
`,
  'units.csv':
    'code,name_vi,type,parent_code,valid_from,valid_to\n15,Tỉnh,province,,,\n132,Huyện,district,15,,2025-06-30\n',
  'sites.csv':
    'id,short_name,name,class,unit,upstream,address\nhub,HUB,Hub,centre,15,,10.0.0.1\nleaf,LEAF,Leaf,commune,132,hub,10.0.0.2\n',
  'devices.csv': 'id,site,kind,name,address,credential\nhub-rt,hub,router,R,10.0.0.1,routers\n',
  'lines.csv':
    'id,site,carrier,bandwidth_kbps,device,interface,target_percent\nhub-line,hub,VNPT,2000,hub-rt,wan0,99.9\n',
  'rooms.csv': 'id,site,name,level,address\nroom-1,hub,Phòng,province,10.0.0.9\n',
  'profiles/other.yaml': 'name: other\nextends: base\n',
  'profiles/own.yaml':
    'name: own\nextends: base\nmatch: { sys_object_id: [1.3.6.1.4.1.99999] }\nscalars:\n  - { measurement: snmp, field: cpu_percent, object: A-MIB::a, oid: 1.3.6, type: gauge }\n',
};

let folder = '';
beforeEach(() => {
  folder = tempFolder();
});

/** Loads the good installation with one file changed. */
function load(file = '', change: (text: string) => string = (text) => text) {
  mkdirSync(join(folder, 'profiles'), { recursive: true });
  for (const [name, text] of Object.entries(GOOD))
    writeFileSync(join(folder, name), name === file ? change(text) : text);
  return loadConfig(join(folder, 'canhmang.yaml'), TODAY);
}

function problemsOf(file: string, change: (text: string) => string): readonly Problem[] {
  try {
    return load(file, change).leftOut;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const replace = (from: string, to: string) => (text: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};
const routers = (user: string) => replace('{ community: secret }', `{ version: 3, user: watch, ${user} }`);
const append = (more: string) => (text: string) => text + more;

/** A window with one part of it changed. */
const planned = (from: string, to: string) =>
  append(
    `maintenance:\n  - { note: UPS, scope: 'site:leaf', start: 2026-11-29T22:00, rrule: FREQ=DAILY, end: 2026-11-30T02:00 }\n`.replace(
      from,
      to,
    ),
  );

const CASES: [ProblemCode, string, (text: string) => string, string][] = [
  ['file_unreadable', 'canhmang.yaml', replace('sites.csv', 'nowhere.csv'), 'canhmang.yaml:4:10'],
  [
    'yaml_syntax',
    'canhmang.yaml',
    replace('{ community: secret }', '{ community: secret'),
    'canhmang.yaml:10:1',
  ],
  ['csv_syntax', 'sites.csv', replace('Leaf', '"Le"af'), 'sites.csv:3:1'],
  ['missing_column', 'sites.csv', replace('name,class', 'class'), 'sites.csv:1:1'],
  ['unknown_column', 'rooms.csv', replace('level', 'levle'), 'rooms.csv:1:14'],
  ['surplus_cells', 'lines.csv', replace('99.9', '99,9'), 'lines.csv:2:39'],
  ['unknown_key', 'canhmang.yaml', replace('states:', 'satates:'), 'canhmang.yaml:12:1'],
  ['invalid_value', 'lines.csv', replace('99.9', '101'), 'lines.csv:2:36'],
  ['invalid_value', 'canhmang.yaml', replace('vantage: core', 'vantage: outside'), 'canhmang.yaml:11:26'],
  ['not_a_duration', 'canhmang.yaml', replace('30s', 'soon'), 'canhmang.yaml:13:12'],
  ['not_a_duration', 'canhmang.yaml', replace('30s', '30'), 'canhmang.yaml:13:12'],
  ['missing_value', 'sites.csv', replace('10.0.0.2', ''), 'sites.csv:3:32'],
  ['missing_value', 'canhmang.yaml', replace(', sites: all', ''), 'canhmang.yaml:11:5'],
  ['duration_range', 'canhmang.yaml', replace('30s', '1s'), 'canhmang.yaml:13:12'],
  ['bad_address', 'sites.csv', replace('10.0.0.2', '10.0.0.256'), 'sites.csv:3:32'],
  ['duplicate_id', 'sites.csv', append('hub,HUB2,Hub,centre,15,hub,10.0.0.3\n'), 'sites.csv:4:1'],
  ['duplicate_id', 'devices.csv', append('hub-rt,hub,switch,S,10.0.0.7,\n'), 'devices.csv:3:1'],
  [
    'duplicate_id',
    'canhmang.yaml',
    replace('states:', '  - { id: core, vantage: inside, site: hub, sites: all }\nstates:'),
    'canhmang.yaml:12:11',
  ],
  ['duplicate_short_name', 'sites.csv', replace('LEAF', 'HUB'), 'sites.csv:3:6'],
  ['unknown_unit', 'sites.csv', replace('commune,132', 'commune,999'), 'sites.csv:3:24'],
  ['unknown_unit', 'units.csv', replace('2025-06-30', '2025-06-29'), 'sites.csv:3:24'],
  ['unknown_upstream', 'sites.csv', replace(',hub,10', ',nowhere,10'), 'sites.csv:3:28'],
  ['upstream_cycle', 'sites.csv', append('ring,RING,Ring,commune,132,ring,10.0.0.3\n'), 'sites.csv:4:28'],
  ['no_root', 'sites.csv', replace('15,,10', '15,leaf,10'), 'sites.csv:2:23'],
  ['unknown_site', 'devices.csv', append('x,nowhere,router,R,10.0.0.1,\n'), 'devices.csv:3:3'],
  ['unknown_site', 'rooms.csv', replace('room-1,hub', 'room-1,nowhere'), 'rooms.csv:2:8'],
  ['unknown_site', 'canhmang.yaml', replace('site: hub', 'site: nowhere'), 'canhmang.yaml:11:38'],
  ['unknown_site', 'canhmang.yaml', replace('sites: all', 'sites: [hub, nowhere]'), 'canhmang.yaml:11:56'],
  ['unknown_device', 'lines.csv', replace('hub-rt', 'other-rt'), 'lines.csv:2:24'],
  ['unknown_device', 'lines.csv', replace('hub-line,hub', 'hub-line,leaf'), 'lines.csv:2:25'],
  ['unknown_credential', 'devices.csv', replace(',routers', ',switches'), 'devices.csv:2:30'],
  ['snmp_missing', 'canhmang.yaml', routers('level: authNoPriv, auth: sha256'), 'canhmang.yaml:9:12'],
  [
    'snmp_missing',
    'canhmang.yaml',
    routers('level: authNoPriv, auth_key: long-enough'),
    'canhmang.yaml:9:12',
  ],
  ['snmp_not_of_level', 'canhmang.yaml', routers('level: noAuthNoPriv, auth: md5'), 'canhmang.yaml:9:66'],
  [
    'snmp_key_twice',
    'canhmang.yaml',
    routers('level: authNoPriv, auth: md5, auth_key: long-enough, auth_key_file: units.csv'),
    'canhmang.yaml:9:107',
  ],
  [
    'snmp_key_short',
    'canhmang.yaml',
    routers('level: authNoPriv, auth: md5, auth_key: short'),
    'canhmang.yaml:9:79',
  ],
  [
    'file_unreadable',
    'canhmang.yaml',
    routers('level: authNoPriv, auth: md5, auth_key_file: nowhere'),
    'canhmang.yaml:9:84',
  ],
  [
    'bad_hours',
    'canhmang.yaml',
    append('notify:\n  recipients:\n    - { name: A, email: a@b.vn, quiet: 22-6 }\n'),
    'canhmang.yaml:17:40',
  ],
  ['bad_time_of_day', 'canhmang.yaml', append("notify:\n  digest_at: ['7:30']\n"), 'canhmang.yaml:16:15'],
  [
    'bad_phone',
    'canhmang.yaml',
    append('notify:\n  recipients:\n    - { name: A, phone: 0912345678 }\n'),
    'canhmang.yaml:17:25',
  ],
  [
    'unknown_webhook',
    'canhmang.yaml',
    append('notify:\n  recipients: [{ name: A, webhook: none }]\n'),
    'canhmang.yaml:16:36',
  ],
  [
    'bad_local_moment',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  rotas:\n    - { name: R, overrides: [{ from: 2026-02-30T07:00, to: 2026-03-01T07:00, member: A }] }\n',
    ),
    'canhmang.yaml:18:38',
  ],
  [
    'no_email',
    'canhmang.yaml',
    append(
      'notify: { recipients: [{ name: An, phone: "0912345678" }] }\nreports: { scheduled: [{ name: Th\u00e1ng, to: [An] }] }\n',
    ),
    'canhmang.yaml:16:44',
  ],
  [
    'report_unit',
    'canhmang.yaml',
    append('reports: { scheduled: [{ name: Th\u00e1ng, unit: "7", to: [] }] }\n'.replace('[]', '[An]')),
    'canhmang.yaml:15:45',
  ],
  [
    'duplicate_name',
    'canhmang.yaml',
    append('notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  rotas: [{ name: A, members: [A] }]\n'),
    'canhmang.yaml:17:19',
  ],
  ['no_address', 'canhmang.yaml', append('notify:\n  recipients: [{ name: A }]\n'), 'canhmang.yaml:16:16'],
  [
    'unknown_recipient',
    'canhmang.yaml',
    append('notify:\n  routes: [{ name: all, to: [nobody] }]\n'),
    'canhmang.yaml:16:30',
  ],
  [
    'inverted_period',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  rotas:\n    - { name: R, members: [A], overrides: [{ from: 2026-02-20T07:00, to: 2026-02-20T07:00, member: A }] }\n',
    ),
    'canhmang.yaml:18:74',
  ],
  [
    'rota_never',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  rotas: [{ name: R, overrides: [{ from: 2020-02-20T07:00, to: 2020-03-20T07:00, member: A }] }]\n',
    ),
    'canhmang.yaml:17:11',
  ],
  [
    'unknown_unit_code',
    'canhmang.yaml',
    append(
      "notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  routes: [{ name: all, to: [A], units: ['99'] }]\n",
    ),
    'canhmang.yaml:17:42',
  ],
  [
    'unknown_site',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  routes: [{ name: all, to: [A], sites: [nowhere] }]\n',
    ),
    'canhmang.yaml:17:42',
  ],
  [
    'unknown_kind',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  routes: [{ name: all, to: [A], kinds: [down, device-cpu, devise-cpu] }]\n',
    ),
    'canhmang.yaml:17:60',
  ],
  [
    'escalation_order',
    'canhmang.yaml',
    append(
      'notify:\n  recipients: [{ name: A, email: a@b.vn }]\n  routes: [{ name: all, to: [A], escalate: [{ after: 10m, to: [A] }, { after: 5m, to: [A] }] }]\n',
    ),
    'canhmang.yaml:17:79',
  ],
  [
    'no_channel',
    'canhmang.yaml',
    append(
      'notify:\n  smtp: { host: localhost, from: a@b.vn }\n  recipients: [{ name: A, email: a@b.vn }]\n  routes: [{ name: all, to: [A], how: { critical: [sms] } }]\n',
    ),
    'canhmang.yaml:18:51',
  ],
  [
    'round_too_dense',
    'canhmang.yaml',
    append(
      'probes:\n  - { name: reach, vantage: core, of: site, role: reach, kind: ping, every: 1s, settings: { packets: 100 } }\n',
    ),
    'canhmang.yaml:16:77',
  ],
  [
    'interface_unnamed',
    'canhmang.yaml',
    append(
      'probes:\n  - { name: snmp, vantage: core, of: device, role: device, kind: snmp, every: 60s, settings: { interface_columns: [ifHCInOctets] } }\n',
    ),
    'canhmang.yaml:16:115',
  ],
  ['unknown_scope', 'canhmang.yaml', planned('leaf', 'nowhere'), 'canhmang.yaml:16:25'],
  ['window_inverted', 'canhmang.yaml', planned('11-30', '11-28'), 'canhmang.yaml:16:87'],
  ['window_too_long', 'canhmang.yaml', planned('11-30', '12-31'), 'canhmang.yaml:16:87'],
  ['rrule_invalid', 'canhmang.yaml', planned('DAILY', 'SECONDLY'), 'canhmang.yaml:16:70'],
  ['rrule_too_often', 'canhmang.yaml', planned('DAILY', 'DAILY;COUNT=5000'), 'canhmang.yaml:16:70'],
  ['rrule_never', 'canhmang.yaml', planned('DAILY', 'YEARLY;BYMONTH=2;BYMONTHDAY=30'), 'canhmang.yaml:16:70'],
  [
    'unknown_placeholder',
    'canhmang.yaml',
    append("notify: { http_sms: { url: 'https://sms.example/?to={{fone}}' } }\n"),
    'canhmang.yaml:15:28',
  ],
  [
    'unsafe_template',
    'canhmang.yaml',
    append("notify: { http_sms: { body: '{\"text\": {{text}}}', url: 'https://sms.example/' } }\n"),
    'canhmang.yaml:15:29',
  ],
  [
    'file_unreadable',
    'canhmang.yaml',
    replace('profiles: profiles', 'profiles: none'),
    'canhmang.yaml:14:11',
  ],
  [
    'interface_unnamed',
    'profiles/own.yaml',
    append('interface_columns: [ifHCInOctets]\n'),
    'profiles/own.yaml:6:20',
  ],
  ['bad_oid', 'profiles/own.yaml', replace('1.99999', '1.x'), 'profiles/own.yaml:3:26'],
  ['unknown_measurement', 'profiles/own.yaml', replace(': snmp', ': smnp'), 'profiles/own.yaml:5:20'],
  ['unknown_field', 'profiles/own.yaml', replace('cpu_percent', 'cpu'), 'profiles/own.yaml:5:33'],
  ['unknown_parent', 'profiles/own.yaml', replace('base', 'nothing'), 'profiles/own.yaml:2:10'],
  ['profile_cycle', 'profiles/own.yaml', replace('base', 'own'), 'profiles/own.yaml:2:10'],
  ['duplicate_profile', 'profiles/own.yaml', replace('own', 'other'), 'profiles/own.yaml:1:7'],
  [
    'duplicate_field',
    'profiles/own.yaml',
    append('  - { measurement: snmp, field: cpu_percent, object: A-MIB::a, oid: 1.3.6, type: gauge }\n'),
    'profiles/own.yaml:6:33',
  ],
  ['duplicate_prefix', 'profiles/own.yaml', replace('1.99999', '1.2636'), 'profiles/own.yaml:3:26'],
];

describe('loadConfig', () => {
  it('loads an installation', () => {
    const { installation, inventory, unitsAsOf } = load();
    expect(inventory.sites.map(({ id, upstream }) => [id, upstream])).toEqual([
      ['hub', undefined],
      ['leaf', 'hub'],
    ]);
    expect(inventory.lines).toMatchObject([
      { bandwidthKbps: 2_000, targetPercent: 99.9, interfaceName: 'wan0' },
    ]);
    expect([installation.states.silence, unitsAsOf]).toEqual([30_000, TODAY]);
  });

  it('reads the keys of an SNMPv3 user, from the file and from files of their own', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'key'), 'of the first line\nnot of the second\n');
    const user = 'level: authPriv, auth: sha256, auth_key_file: key, priv: aes128, priv_key: long-enough';
    const { snmpCredentials } = load('canhmang.yaml', routers(user));
    expect(snmpCredentials).toEqual({
      routers: {
        version: '3',
        user: 'watch',
        level: 'authPriv',
        auth: 'sha256',
        auth_key: 'of the first line',
        priv: 'aes128',
        priv_key: 'long-enough',
        context: '',
        port: 161,
      },
    });
  });

  it('tells of a key that is too short in a file of its own', () => {
    const problems = problemsOf('canhmang.yaml', (text) => {
      writeFileSync(join(folder, 'key'), 'short\n');
      return routers('level: authNoPriv, auth: md5, auth_key_file: key')(text);
    });
    expect(problems).toMatchObject([
      { code: 'snmp_key_short', params: { key: 'snmp_credentials.routers.auth_key_file' } },
    ]);
  });

  it('needs no rooms', () => {
    expect(load('canhmang.yaml', replace('  rooms: rooms.csv\n', '')).inventory.rooms).toEqual([]);
  });

  it('reads maintenance windows in the local time of the installation', () => {
    const [window] = load('canhmang.yaml', planned('', '')).maintenance;
    expect(window).toMatchObject({
      id: 'config-1',
      scope: { kind: 'site', id: 'leaf' },
      rrule: 'FREQ=DAILY',
    });
    expect(new Date(window?.startMs ?? 0).toISOString()).toBe('2026-11-29T15:00:00.000Z');
  });

  it('measures what its own file says where the installation says nothing', () => {
    const { probes } = load();
    expect(probes.map(({ name, kind, every }) => [name, kind, every])).toContainEqual([
      'reach',
      'ping',
      5_000,
    ]);
  });

  it.each(CASES)('tells of %s: %s', (code, file, change, place) => {
    const problems = problemsOf(file, change);
    const found = problems.map(
      (problem) => `${problem.code} ${problem.place.file}:${problem.place.line}:${problem.place.column}`,
    );
    expect(found).toContainEqual(`${code} ${join(folder, place)}`);
  });

  it.each(CASES)('has what the sentence of %s names: %s', (code, file, change) => {
    const problem = problemsOf(file, change).find((one) => one.code === code);
    const named = [...vi.problem[code].matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
    expect(Object.keys(problem!.params)).toEqual(expect.arrayContaining(named));
  });

  it('has an example here of every problem', () => {
    const inRulesTest = ['rule_clear', 'rule_levels', 'rule_severity', 'unknown_rule'];
    const remarks = ['foreign_measurement', 'foreign_field'];
    const seen = [...CASES.map(([code]) => code), ...inRulesTest, ...remarks];
    expect(new Set(seen)).toEqual(new Set(Object.keys(vi.problem)));
  });

  it('tells only the members of a ring, and the whole way round', () => {
    const ring = append(
      'a,AA,A,commune,15,b,10.0.1.1\nb,BB,B,commune,15,a,10.0.1.2\nbelow,CC,C,commune,15,a,10.0.1.3\n',
    );
    const problems = problemsOf('sites.csv', ring).filter(({ code }) => code === 'upstream_cycle');
    expect(problems.map(({ params }) => params.path)).toEqual(['a → b → a', 'b → a → b']);
  });

  it('says of what may be of several kinds what each of them would be', () => {
    const [problem] = problemsOf('canhmang.yaml', replace('sites: all', 'sites: 7'));
    expect(problem!.params.reason).toMatch(/"all".* \/ .*array/);
  });

  it('names the line that has the id already', () => {
    const [problem] = problemsOf('sites.csv', append('hub,HUB2,Hub,centre,15,hub,10.0.0.3\n'));
    expect(problem!.params).toEqual({ value: 'hub', first: '2' });
  });

  it('tells of everything that is wrong at once', () => {
    const problems = problemsOf('sites.csv', (text) =>
      text.replace('commune,132', 'commune,999').replace(',hub,10', ',nowhere,10').replace('LEAF', 'HUB'),
    );
    expect(problems.map(({ code }) => code).toSorted()).toEqual([
      'duplicate_short_name',
      'unknown_unit',
      'unknown_upstream',
    ]);
  });

  it('tells that the file itself is not there', () => {
    expect(() => loadConfig(join(folder, 'nothing.yaml'), TODAY)).toThrow(ConfigError);
  });

  it('takes the units of the day that the file names over today’s', () => {
    const withDay = (day: string) => load('canhmang.yaml', append(`units_as_of: ${day}\n`)).unitsAsOf;
    expect(withDay('2025-01-01')).toBe('2025-01-01');
    expect(() => withDay('2025-07-01')).toThrow(ConfigError);
  });
});

describe('an entry with a problem', () => {
  const told = ({ leftOut }: ReturnType<typeof load>) =>
    leftOut.map(({ code, place }) => `${code} ${place.line}:${place.column}`);
  const RULE = 'vantage: core, of: site, role: reach, kind: ping';

  it.each([
    ['devices.csv', 'bad,hub,router,R,10.0.0.256,\n', 'bad_address 3:18'],
    ['devices.csv', 'hub-rt,hub,switch,S,10.0.0.7,\n', 'duplicate_id 3:1'],
    ['lines.csv', 'bad,hub,VNPT,0,hub-rt,wan1,99\n', 'invalid_value 3:14'],
    ['rooms.csv', 'bad,nowhere,Phòng,province,10.0.0.8\n', 'unknown_site 3:5'],
  ])('of %s is left out, its neighbours stay', (file, row, problem) => {
    const loaded = load(file, append(row));
    expect(told(loaded)).toEqual([problem]);
    const { devices, lines, rooms } = loaded.inventory;
    expect([devices, lines, rooms].map((list) => list.map(({ id }) => id))).toEqual([
      ...[['hub-rt'], ['hub-line'], ['room-1']],
    ]);
    expect(devices[0]?.kind).toBe('router');
  });

  it('that is a credential nobody has declared leaves the device, without SNMP', () => {
    const loaded = load('devices.csv', replace(',routers', ',switches'));
    expect(told(loaded)).toEqual(['unknown_credential 2:30']);
    expect(loaded.inventory.devices).toMatchObject([{ id: 'hub-rt', credential: undefined }]);
  });

  it('that is a declared credential is told once, not for each of its devices', () => {
    const loaded = load('canhmang.yaml', routers('level: noAuthNoPriv, auth: md5'));
    expect(told(loaded)).toEqual(['snmp_not_of_level 9:66']);
    expect(loaded.snmpCredentials).toEqual({});
    expect(loaded.inventory.devices.map(({ credential }) => credential)).toEqual(['routers']);
  });

  it('that is a probe leaves the other probes, whatever is wrong with it', () => {
    const rules = [
      `{ name: fast, ${RULE}, every: 1ms }`,
      `{ name: fine, ${RULE}, every: 5s }`,
      `{ name: dense, ${RULE}, every: 1s, settings: { packets: 100 } }`,
      `{ name: odd, ${RULE}, every: 5s, colour: red }`,
    ];
    const loaded = load('canhmang.yaml', append(`probes:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`));
    expect(loaded.probes.map(({ name }) => name)).toEqual(['fine']);
    expect(told(loaded)).toEqual([
      expect.stringMatching(/^duration_range 16:/),
      expect.stringMatching(/^round_too_dense 18:/),
      expect.stringMatching(/^unknown_key 19:/),
    ]);
  });

  it('that is a profile takes those along that extend it, and no others', () => {
    mkdirSync(join(folder, 'profiles'), { recursive: true });
    writeFileSync(join(folder, 'profiles/child.yaml'), 'name: child\nextends: own\n');
    const loaded = load('profiles/own.yaml', replace('oid: 1.3.6', 'oid: 1.3.x'));
    expect(told(loaded)).toEqual(['bad_oid 5:69', 'unknown_parent 2:10']);
    expect(loaded.profiles.map(({ name }) => name)).toEqual(['other']);
  });

  it('is told together with what stops everything', () => {
    const problems = problemsOf('devices.csv', (text) => {
      writeFileSync(join(folder, 'units.csv'), 'code\n');
      return text.replace('10.0.0.1', '10.0.0.256');
    });
    expect(problems.map(({ code }) => code)).toContain('bad_address');
  });
});

describe('the demonstration', () => {
  it('loads without problems, whatever the day is', () => {
    const { inventory, unitsAsOf, installation } = loadConfig(demoConfigPath(), '2031-01-01');
    expect([inventory.sites.length, inventory.rooms.length, unitsAsOf]).toEqual([105, 13, '2025-06-30']);
    expect(installation.demonstration).toBe(true);
  });
});
