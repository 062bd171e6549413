/** Which agent measures what: the probe rules applied to the inventory. Pure. */
import type { LoadedConfig } from '../../config/load.ts';
import type { AgentEntry, ProbeRule } from '../../config/schema/installation.ts';
import { formatDuration } from '../../model/duration.ts';
import type { Device, Room, Site } from '../../model/inventory.ts';
import { singleAddressPort } from '../../model/loopback-plan.ts';
import type { AgentConfigDocument, ProbeJobDocument } from '../../model/probe-settings.ts';
import { splitTarget } from '../../model/target.ts';

type Rule<K extends ProbeRule['kind']> = Extract<ProbeRule, { kind: K }>;

interface Subject {
  readonly id: string;
  readonly target: string;
  readonly tags: Record<string, string>;
}

function sitesOf(agent: AgentEntry, rule: ProbeRule, sites: readonly Site[]): Site[] {
  const served = agent.sites === 'all' ? undefined : new Set(agent.sites);
  return sites.filter(
    (site) =>
      (served === undefined || served.has(site.id)) &&
      (rule.classes === undefined || rule.classes.includes(site.class)),
  );
}

function siteSubjects(sites: readonly Site[], column: 'address' | 'gateway' | 'core_address'): Subject[] {
  return sites.flatMap((site) => {
    const target = { address: site.address, gateway: site.gateway, core_address: site.coreAddress }[column];
    return target === undefined ? [] : [{ id: site.id, target, tags: { site: site.id } }];
  });
}

function roomSubjects(rooms: readonly Room[]): Subject[] {
  return rooms.map((room) => ({
    id: room.id,
    target: room.address,
    tags: { site: room.site, room: room.id },
  }));
}

/** A codec is the room's endpoint where they have one address. */
function roomTag(device: Device, rooms: readonly Room[]): { room?: string } {
  const hostOf = (address: string) => splitTarget(address, 0).host;
  const room = rooms.find(
    ({ site, address }) => site === device.site && hostOf(address) === hostOf(device.address),
  );
  return device.kind === 'codec' && room ? { room: room.id } : {};
}

function deviceSubjects(devices: readonly Device[]): Subject[] {
  return devices.map((device) => ({
    id: device.id,
    target: device.address,
    tags: { site: device.site, device: device.id },
  }));
}

function snmpJobs(
  rule: Rule<'snmp'>,
  devices: readonly Device[],
  config: LoadedConfig,
  base: JobBase,
): ProbeJobDocument[] {
  return devices.flatMap((device): ProbeJobDocument[] => {
    const credential = config.snmpCredentials[device.credential ?? ''];
    if (!credential) return [];
    const lines = Object.fromEntries(
      config.inventory.lines
        .filter((line) => line.device === device.id)
        .map((line) => [line.interfaceName, { id: line.id, bandwidth_kbps: line.bandwidthKbps }]),
    );
    const { timeout, ...others } = rule.settings;
    return [
      {
        ...base(device.id),
        kind: 'snmp',
        target: device.address,
        tags: { site: device.site, device: device.id, ...roomTag(device, config.inventory.rooms) },
        settings: { ...others, ...credential, timeout: formatDuration(timeout), lines },
      },
    ];
  });
}

/** Durations travel as text: the agent reads the document by the schema that it is written by. */
function packetSettings(
  settings: Rule<'ping'>['settings'],
): Extract<ProbeJobDocument, { kind: 'ping' }>['settings'];
function packetSettings(
  settings: Rule<'stamp'>['settings'],
): Extract<ProbeJobDocument, { kind: 'stamp' }>['settings'];
function packetSettings(settings: Rule<'ping'>['settings'] | Rule<'stamp'>['settings']) {
  return {
    ...settings,
    timeout: formatDuration(settings.timeout),
    confirm_interval: formatDuration(settings.confirm_interval),
  };
}

/** Their duration travels as text, like those of packets. */
function serviceSettings<S extends { readonly timeout: number }>(settings: S) {
  return { ...settings, timeout: formatDuration(settings.timeout) };
}

/**
 * What a service rule is about. A port in the inventory's address is SNMP's or the reflector's; a service has its
 * own in its settings.
 */
function serviceSubjects(
  rule: Rule<'tcp' | 'http' | 'dns' | 'sip' | 'h323'>,
  sites: readonly Site[],
  { devices, rooms }: LoadedConfig['inventory'],
): Subject[] {
  const siteIds = new Set(sites.map((site) => site.id));
  const subjects = {
    site: () => siteSubjects(sites, rule.target),
    device: () => deviceSubjects(devices.filter((device) => siteIds.has(device.site))),
    room: () => roomSubjects(rooms.filter((room) => siteIds.has(room.site))),
  }[rule.of]();
  return subjects.map((subject) => ({ ...subject, target: splitTarget(subject.target, 0).host }));
}

/** What is as it is by default is left out: an agent from before there were settings would not understand it. */
function hostSettings({ dns, ntp_servers }: Rule<'host'>['settings']) {
  return { ...(dns ? {} : { dns }), ...(ntp_servers.length > 0 ? { ntp_servers } : {}) };
}

type JobBase = (id: string) => Pick<ProbeJobDocument, 'id' | 'periodMs' | 'role'>;

function jobsOfRule(rule: ProbeRule, agent: AgentEntry, config: LoadedConfig): ProbeJobDocument[] {
  const { inventory } = config;
  const sites = sitesOf(agent, rule, inventory.sites);
  const siteIds = new Set(sites.map((site) => site.id));
  const base: JobBase = (id) => ({ id: `${rule.name}:${id}`, periodMs: rule.every, role: rule.role });
  switch (rule.kind) {
    case 'host':
      return [
        {
          ...base(agent.id),
          kind: 'host',
          target: agent.id,
          tags: { site: agent.site },
          settings: hostSettings(rule.settings),
        },
      ];
    case 'snmp':
      return snmpJobs(
        rule,
        inventory.devices.filter((device) => siteIds.has(device.site)),
        config,
        base,
      );
    case 'ping':
      return siteSubjects(sites, rule.target).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'ping',
        target: splitTarget(target, 0).host,
        tags,
        settings: packetSettings(rule.settings),
      }));
    case 'stamp': {
      const rooms = inventory.rooms.filter((room) => siteIds.has(room.site));
      const subjects = rule.of === 'room' ? roomSubjects(rooms) : siteSubjects(sites, rule.target);
      return subjects.map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'stamp',
        target,
        tags,
        settings: packetSettings(rule.settings),
      }));
    }
    case 'tcp':
      return serviceSubjects(rule, sites, inventory).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'tcp',
        target,
        tags,
        settings: serviceSettings(rule.settings),
      }));
    case 'http':
      return serviceSubjects(rule, sites, inventory).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'http',
        target,
        tags,
        settings: serviceSettings(rule.settings),
      }));
    case 'dns':
      return serviceSubjects(rule, sites, inventory).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'dns',
        target,
        tags,
        settings: serviceSettings(rule.settings),
      }));
    case 'sip':
      return serviceSubjects(rule, sites, inventory).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'sip',
        target,
        tags,
        settings: serviceSettings(rule.settings),
      }));
    case 'h323':
      return serviceSubjects(rule, sites, inventory).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'h323',
        target,
        tags,
        settings: serviceSettings(rule.settings),
      }));
    case 'throughput':
      // A port in the inventory's address is the reflector's.
      return siteSubjects(sites, rule.target).map(({ id, target, tags }) => ({
        ...base(id),
        kind: 'throughput',
        target: splitTarget(target, 0).host,
        tags,
        settings: {
          ...rule.settings,
          duration: formatDuration(rule.settings.duration),
          calm: formatDuration(rule.settings.calm),
          time_zone: config.installation.time_zone,
        },
      }));
  }
}

/** A site's job hears the same rule's job of the site's upstream, where the agent has it. */
function withWitness(
  job: ProbeJobDocument,
  rule: ProbeRule,
  sites: ReadonlyMap<string, Site>,
): ProbeJobDocument {
  if ((rule.kind !== 'ping' && rule.kind !== 'stamp') || rule.role !== 'reach') return job;
  const upstream = sites.get(job.tags.site ?? '')?.upstream;
  return upstream === undefined ? job : { ...job, witness: `${rule.name}:${upstream}` };
}

/** Ports of 127.0.0.1 take the place of the demonstration's addresses. */
function onSingleAddress(job: ProbeJobDocument): ProbeJobDocument {
  if (job.kind !== 'snmp' && job.kind !== 'stamp') return job;
  return { ...job, target: `127.0.0.1:${singleAddressPort(job.target, job.kind)}` };
}

/** Who may send traps: the users by which the agent's devices are asked, or those that are named. */
function trapDocument(
  agent: AgentEntry,
  { credentials, ...listener }: NonNullable<AgentEntry['traps']>,
  config: LoadedConfig,
): AgentConfigDocument['traps'] {
  const { devices } = config.inventory;
  const own = devices.filter(({ site }) => agent.sites === 'all' || agent.sites.includes(site));
  const names = new Set(credentials ?? own.flatMap(({ credential }) => credential ?? []));
  const users = [...names].flatMap((name) => {
    const credential = config.snmpCredentials[name];
    if (credential?.version !== '3') return [];
    const { version, context, port, ...user } = credential;
    return [user];
  });
  // An agent from before there were users would not understand the key.
  return users.length > 0 ? { ...listener, users } : listener;
}

/** Of a line, what a backlog may use of it; the rest is for the site's own traffic and what is live. */
const BACKLOG_SHARE = 0.25;

/** As the entry says; of its machine none of the line; otherwise a share of the site's thinnest line. */
function uplinkDocument(agent: AgentEntry, config: LoadedConfig): AgentConfigDocument['uplink'] {
  if (agent.backlog_kbps !== undefined) return { backlog_kbps: agent.backlog_kbps };
  if (agent.local) return { backlog_kbps: 'unlimited' };
  const lines = config.inventory.lines.filter(({ site }) => site === agent.site);
  if (lines.length === 0) return undefined;
  return { backlog_kbps: Math.min(...lines.map(({ bandwidthKbps }) => bandwidthKbps)) * BACKLOG_SHARE };
}

function spoolDocument({ spool }: AgentEntry): AgentConfigDocument['spool'] {
  if (!spool) return undefined;
  const { max_mb, max_age, sync_every } = spool;
  return { max_mb, max_age: formatDuration(max_age), sync_every: formatDuration(sync_every) };
}

/** Its durations travel as text, like those of jobs. */
function alarmDocument({
  after,
  smpp,
  ...others
}: NonNullable<AgentEntry['collector_alarm']>): AgentConfigDocument['collector_alarm'] {
  const enquire_link = smpp && formatDuration(smpp.enquire_link);
  return { ...others, after: formatDuration(after), ...(smpp ? { smpp: { ...smpp, enquire_link } } : {}) };
}

function throughputDocument(
  settings: NonNullable<AgentEntry['throughput']>,
): AgentConfigDocument['throughput'] {
  const { max_duration, calm } = settings;
  return { ...settings, max_duration: formatDuration(max_duration), calm: formatDuration(calm) };
}

/** The document that an agent is given. */
export function agentConfig(
  agent: AgentEntry,
  config: LoadedConfig,
  singleAddress: boolean,
): AgentConfigDocument {
  const sites = new Map(config.inventory.sites.map((site) => [site.id, site]));
  const jobs = config.probes
    .filter((rule) => rule.vantage === agent.vantage)
    .flatMap((rule) => jobsOfRule(rule, agent, config).map((job) => withWitness(job, rule, sites)));
  const uplink = uplinkDocument(agent, config);
  const spool = spoolDocument(agent);
  return {
    version: 1,
    agent: agent.id,
    site: agent.site,
    jobs: singleAddress ? jobs.map(onSingleAddress) : jobs,
    // An agent from before there were profiles would not understand the key.
    ...(config.profiles.length > 0 ? { profiles: [...config.profiles] } : {}),
    ...(agent.reflector ? { reflector: agent.reflector } : {}),
    ...(agent.throughput ? { throughput: throughputDocument(agent.throughput) } : {}),
    ...(agent.collector_alarm ? { collector_alarm: alarmDocument(agent.collector_alarm) } : {}),
    ...(agent.traps ? { traps: trapDocument(agent, agent.traps, config) } : {}),
    ...(uplink ? { uplink } : {}),
    ...(spool ? { spool } : {}),
    ...(agent.remote_tests ? {} : { remote_tests: false }),
  };
}
