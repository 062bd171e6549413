/**
 * What an agent is told to measure: one validated document, made by the collector, kept by the agent.
 * Every key has its default, range and a line of help here and nowhere else.
 */
import { z } from 'zod';
import { collectorAlarmSchema } from './channel-settings.ts';
import { parseDailyHours } from './daily-hours.ts';
import { durationSchema } from './duration-schema.ts';
import { interfaceColumnsSchema } from './interface-columns.ts';
import { profileSchema } from './profile.ts';
import { SNMP_AUTH_PROTOCOLS, SNMP_LEVELS, SNMP_PRIV_PROTOCOLS } from './snmp-protocols.ts';
import { CODECS } from './voice-quality.ts';

export { durationSchema, SNMP_AUTH_PROTOCOLS, SNMP_LEVELS, SNMP_PRIV_PROTOCOLS };

const portSchema = z.int().min(1).max(65_535);
/** The key that the two ends of a test share. */
const sharedKey = z.string().min(16).max(255);

/** Settings of a round of packets; `ping` and `stamp` share them. */
const packetRound = {
  packets: z.int().min(1).max(1_000).default(5).describe('packets in a round, spread evenly over its period'),
  timeout: durationSchema(50, 30_000).prefault('1s').describe('an answer later than this is lost'),
  confirm_packets: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('packets of the burst that follows a loss; it ends at the first answer'),
  confirm_interval: durationSchema(20, 5_000).prefault('100ms').describe('between two packets of the burst'),
};

const codePoint = z.int().min(0).max(63).default(0);

export const pingSettingsSchema = z.strictObject({
  ...packetRound,
  size: z.int().min(16).max(1_400).default(56).describe('payload in bytes'),
  dscp: codePoint.describe('differentiated services code point (RFC 2474); 46 is what voice has'),
});

export const stampSettingsSchema = z.strictObject({
  ...packetRound,
  port: portSchema.default(862).describe('UDP port of the reflector (RFC 8762 section 4.1)'),
  key: sharedKey.optional().describe('authenticated mode: the key shared with the reflector'),
  stateful: z
    .boolean()
    .default(true)
    .describe(
      'tells losses apart by direction where the reflector’s numbers show that it counts by itself; false: never',
    ),
  dscp: codePoint.describe('code point; other than 0 the agent has to be started with a socket that has it'),
  padding: z
    .int()
    .min(0)
    .max(1_284)
    .default(0)
    .describe('octets of extra padding (RFC 8972 section 4.1); 1284 fill 1400 in authenticated mode'),
  codec: z
    .enum(CODECS)
    .default('g711')
    .describe('speech codec that r_factor and mos are reckoned for (ITU-T G.113 appendix I)'),
});

/** How a device is read, whatever the version. */
const snmpReading = {
  timeout: durationSchema(100, 60_000).prefault('2s'),
  retries: z.int().min(0).max(10).default(1).describe('each waits half as long again as the one before'),
  max_repetitions: z.int().min(1).max(100).default(20).describe('most rows asked for in one GETBULK'),
  interface_columns: interfaceColumnsSchema
    .optional()
    .describe('columns of IF-MIB that are read; default: those of the device’s profile, else all'),
};

const leasedLines = z
  .record(z.string(), z.strictObject({ id: z.string(), bandwidth_kbps: z.int().positive() }))
  .default({})
  .describe('leased lines by the name of the interface they end on; filled in from the inventory');

export type SnmpAuthProtocol = (typeof SNMP_AUTH_PROTOCOLS)[number];
export type SnmpPrivProtocol = (typeof SNMP_PRIV_PROTOCOLS)[number];
/** RFC 3414 section 11.2. */
export const SNMP_SHORTEST_KEY = 8;

const snmpPort = { port: portSchema.default(161) };
const snmpKey = z.string().min(SNMP_SHORTEST_KEY).max(1_024);
/** RFC 3414 section 2.1: SnmpAdminString, 1 to 32 octets. */
const userName = { user: z.string().min(1).max(32) };
const userBase = {
  ...snmpPort,
  ...userName,
  version: z.literal('3'),
  context: z.string().max(32).default(''),
};
const authentication = { auth: z.enum(SNMP_AUTH_PROTOCOLS), auth_key: snmpKey };
const privacy = { priv: z.enum(SNMP_PRIV_PROTOCOLS), priv_key: snmpKey };

/** A user of version 3 alone: who may send traps and informs. */
export const snmpUserSchema = z.discriminatedUnion('level', [
  z.strictObject({ ...userName, level: z.literal('noAuthNoPriv') }),
  z.strictObject({ ...userName, level: z.literal('authNoPriv'), ...authentication }),
  z.strictObject({ ...userName, level: z.literal('authPriv'), ...authentication, ...privacy }),
]);

const communityCredential = {
  ...snmpPort,
  version: z.enum(['1', '2c']).default('2c'),
  community: z.string().min(1).max(255).default('public'),
};
const userCredentials = [
  { ...userBase, level: z.literal('noAuthNoPriv') },
  { ...userBase, level: z.literal('authNoPriv'), ...authentication },
  { ...userBase, level: z.literal('authPriv'), ...authentication, ...privacy },
] as const;

/** Who asks a device. */
export const snmpCredentialSchema = z.discriminatedUnion('version', [
  z.strictObject(communityCredential),
  z.discriminatedUnion('level', [
    z.strictObject(userCredentials[0]),
    z.strictObject(userCredentials[1]),
    z.strictObject(userCredentials[2]),
  ]),
]);
export type SnmpCredential = z.output<typeof snmpCredentialSchema>;

/** Of a rule: without what the inventory and the credentials say. */
export const snmpRuleSettingsSchema = z.strictObject(snmpReading);

const snmpJobSettings = { ...snmpReading, lines: leasedLines };
export const snmpSettingsSchema = z.discriminatedUnion('version', [
  z.strictObject({ ...snmpJobSettings, ...communityCredential }),
  z.discriminatedUnion('level', [
    z.strictObject({ ...snmpJobSettings, ...userCredentials[0] }),
    z.strictObject({ ...snmpJobSettings, ...userCredentials[1] }),
    z.strictObject({ ...snmpJobSettings, ...userCredentials[2] }),
  ]),
]);

export const hostSettingsSchema = z.strictObject({
  dns: z
    .boolean()
    .default(false)
    .describe('ask the machine’s name servers for the root, each minute: nothing is sent unasked'),
  ntp_servers: z
    .array(z.string().min(1).max(253))
    .max(4)
    .default([])
    .describe('time servers that the clock is compared with, each minute; default: none'),
});

const serviceTimeout = (standard: string) =>
  durationSchema(100, 30_000).prefault(standard).describe('limit of the whole measurement');

/** How TLS is spoken. A certificate that does not verify is a measurement, `x509_cert`, and stops nothing. */
const tlsSettings = {
  server_name: z
    .string()
    .regex(/^[\w.-]{1,253}$/)
    .optional()
    .describe('name asked for and verified; default: the host of the target'),
  ca_file: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file on the agent’s machine with the authorities to trust; default: the public ones'),
};

export const tcpSettingsSchema = z.strictObject({
  port: portSchema,
  timeout: serviceTimeout('3s'),
  tls: z.boolean().default(false).describe('also shake hands, and measure the certificate'),
  ...tlsSettings,
  send: z.string().min(1).max(1_024).optional().describe('text that is sent after connecting'),
  expect: z.string().min(1).max(1_024).optional().describe('text that has to be in the first 16 KiB'),
});

export const httpSettingsSchema = z.strictObject({
  scheme: z.enum(['http', 'https']).default('http'),
  port: portSchema.optional().describe('default: 80, of https 443'),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]{0,1023}$/)
    .default('/')
    .describe('with the query behind it'),
  method: z.enum(['GET', 'HEAD']).default('GET'),
  timeout: serviceTimeout('5s'),
  ...tlsSettings,
  expect_status: z
    .array(z.int().min(200).max(599))
    .min(1)
    .max(50)
    .optional()
    .describe('status codes that are right; default: any'),
  expect_body: z.string().min(1).max(1_024).optional().describe('text that has to be in the body'),
  max_body_bytes: z
    .int()
    .min(1_024)
    .max(16_777_216)
    .default(1_048_576)
    .describe('a longer body is not read further'),
  follow_redirects: z.int().min(0).max(5).default(0).describe('how many in a row'),
});

/** Those that Telegraf asks for, by their numbers (RFC 1035 section 3.2.2, RFC 3596, RFC 2782). */
export const DNS_RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  ANY: 255,
} as const;

export type DnsRecordType = keyof typeof DNS_RECORD_TYPES;

export const dnsSettingsSchema = z.strictObject({
  port: portSchema.default(53),
  timeout: serviceTimeout('2s'),
  domain: z
    .string()
    // Labels of 1 to 63 octets, a name of 253 (RFC 1035 section 2.3.4); the underscore is for service names.
    .regex(/^(?=.{1,254}$)(?:\.|(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?)$/)
    .default('.')
    .describe('name that is asked for'),
  record_type: z.enum(Object.keys(DNS_RECORD_TYPES) as [DnsRecordType, ...DnsRecordType[]]).default('NS'),
});

export const sipSettingsSchema = z.strictObject({
  transport: z.enum(['udp', 'tcp', 'tls']).default('udp'),
  port: portSchema.optional().describe('default: 5060, of TLS 5061 (RFC 3261 section 19.1.2)'),
  timeout: serviceTimeout('4s'),
  server_name: tlsSettings.server_name,
  user: z
    .string()
    // Goes into the request line: no character that has a meaning there.
    .regex(/^[\w.+-]{1,64}$/)
    .optional()
    .describe('user part of the address that is asked; default: none, the device itself'),
});

export const h323SettingsSchema = z.strictObject({
  port: portSchema.default(1720),
  timeout: serviceTimeout('4s'),
  setup: z
    .boolean()
    .default(false)
    .describe('also begin a call, and release it at the first answer: a codec may ring, or even show it'),
});

/** Off unless a rule asks for it: it fills a line on purpose. */
export const throughputSettingsSchema = z.strictObject({
  port: portSchema.default(8106).describe('TCP port of the agent that answers'),
  key: sharedKey.describe('shared with the agent that answers'),
  duration: durationSchema(1_000, 30_000).prefault('5s').describe('of each direction'),
  max_kbps: z.int().min(64).max(10_000_000).describe('most that is sent each way'),
  hours: z
    .string()
    .refine((text) => parseDailyHours(text) !== undefined)
    .default('22:00-05:00')
    .describe('HH:MM-HH:MM, the only time of the day that it is done in; 00:00-24:00: always'),
  time_zone: z.string().min(1).default('Asia/Ho_Chi_Minh').describe('IANA time zone of `hours`'),
  calm: durationSchema(0, 86_400_000)
    .prefault('15m')
    .describe('not before so long after a call that a codec of the agent’s site told of'),
});

/** What a job's measurements are for; the tag `role` of its points. */
export const ROLES = ['reach', 'gateway', 'core', 'device', 'room', 'self'] as const;

const jobBase = {
  /** Unique within the agent; also seeds the job's phase in its period. */
  id: z.string().min(1),
  periodMs: z.int().min(200).max(86_400_000),
  /** Address or name of the target. */
  target: z.string().min(1),
  role: z.enum(ROLES),
  /** Tags of every point of the job besides `agent`. */
  tags: z.record(z.string(), z.string()),
  /** The job that measures what this target is reached through: it is heard when this one fails. */
  witness: z.string().min(1).optional(),
};

/** Settings travel as written, durations as text, so that agent and collector read them by the same schema. */
export const probeJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...jobBase, kind: z.literal('ping'), settings: pingSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('stamp'), settings: stampSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('snmp'), settings: snmpSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('host'), settings: hostSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('tcp'), settings: tcpSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('http'), settings: httpSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('dns'), settings: dnsSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('sip'), settings: sipSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('h323'), settings: h323SettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('throughput'), settings: throughputSettingsSchema }),
]);

export type ProbeJob = z.output<typeof probeJobSchema>;
/** A job before it is read: what the collector sends. */
export type ProbeJobDocument = z.input<typeof probeJobSchema>;
export type ProbeKind = ProbeJob['kind'];

/** The agent answers the test packets of others (RFC 8762 section 4.3). */
export const reflectorSchema = z.strictObject({
  address: z.string().default('0.0.0.0').describe('address to listen on'),
  port: portSchema.default(862).describe('UDP port; below 1024 it needs the right to'),
  key: sharedKey.optional().describe('authenticated mode: packets without this key are not answered'),
});

export type ReflectorSettings = z.output<typeof reflectorSchema>;

/** The agent takes part in throughput tests of others. */
export const throughputServerSchema = z.strictObject({
  address: z.string().default('0.0.0.0').describe('address to listen on'),
  port: portSchema.default(8106).describe('TCP port'),
  key: sharedKey.describe('who has it not is not answered'),
  max_kbps: z.int().min(64).max(10_000_000).default(100_000).describe('most that is sent or asked for'),
  max_duration: durationSchema(1_000, 30_000).prefault('10s').describe('of one direction'),
  calm: durationSchema(0, 86_400_000).prefault('15m').describe('refused so long after a call at this site'),
});

export type ThroughputServerSettings = z.output<typeof throughputServerSchema>;

/** Where traps and informs are listened for. */
export const trapListenerSettings = {
  address: z.string().default('0.0.0.0').describe('address to listen on'),
  port: portSchema.default(162).describe('UDP port; below 1024 it needs the right to'),
  communities: z
    .array(z.string().min(1))
    .min(1)
    .default(['public'])
    .describe('communities that are believed'),
};

/** The agent takes traps and informs of its site's devices. */
export const trapsSchema = z.strictObject({
  ...trapListenerSettings,
  users: z.array(snmpUserSchema).default([]).describe('SNMPv3 users that are believed'),
});

export type TrapSettings = z.output<typeof trapsSchema>;

/** What the agent keeps for a collector that is away. */
export const spoolSchema = z.strictObject({
  max_mb: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(512)
    .describe('beyond it the oldest measurements go, megabytes'),
  max_age: durationSchema(3_600_000, 366 * 86_400_000)
    .prefault('35d')
    .describe('older measurements go'),
  sync_every: durationSchema(0, 60_000)
    .prefault('1s')
    .describe('the most that a power cut takes; 0ms: every record is synced before it is sent'),
});

export type SpoolSettings = z.output<typeof spoolSchema>;

/** How the agent uses its line to the collector. */
export const uplinkSchema = z.strictObject({
  backlog_kbps: z
    .union([z.literal('unlimited'), z.number().positive()])
    .default(256)
    .describe('of the line, for what is left over from an outage; live measurements come first'),
});

export type UplinkSettings = z.output<typeof uplinkSchema>;

export const agentConfigSchema = z.strictObject({
  version: z.literal(1),
  agent: z.string().min(1),
  /** The site where the agent stands: the tag of its measurements of itself. */
  site: z.string().min(1),
  jobs: z.array(probeJobSchema),
  /** Device profiles of the installation's own; the agent brings those that ship. */
  profiles: z.array(profileSchema).default([]),
  reflector: reflectorSchema.optional(),
  throughput: throughputServerSchema.optional(),
  traps: trapsSchema.optional(),
  spool: spoolSchema.prefault({}),
  uplink: uplinkSchema.prefault({}),
  collector_alarm: collectorAlarmSchema.optional(),
  /** People may have it do diagnostic tests. */
  remote_tests: z.boolean().default(true),
});

export type AgentConfig = z.output<typeof agentConfigSchema>;
export type AgentConfigDocument = z.input<typeof agentConfigSchema>;
