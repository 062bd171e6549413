/** The configuration file of an installation. Every key with its type, default, range and a line of help. */
import { z } from 'zod';
import { collectorAlarmSchema } from '../../model/channel-settings.ts';
import { SITE_CLASSES } from '../../model/inventory.ts';
import {
  dnsSettingsSchema,
  durationSchema,
  h323SettingsSchema,
  hostSettingsSchema,
  httpSettingsSchema,
  pingSettingsSchema,
  ROLES,
  reflectorSchema,
  sipSettingsSchema,
  snmpRuleSettingsSchema,
  spoolSchema,
  stampSettingsSchema,
  tcpSettingsSchema,
  throughputServerSchema,
  throughputSettingsSchema,
  trapListenerSettings,
  uplinkSchema,
} from '../../model/probe-settings.ts';

import { isPublicKey } from '../bundle-signature.ts';
import { notifySchema } from './notify.ts';
import { oidcSchema } from './oidc.ts';
import { reportsSchema } from './reports.ts';
import { snmpCredentialEntrySchema } from './snmp-credential.ts';
import { storeSchema } from './store.ts';

const trapsEntrySchema = z.strictObject({
  ...trapListenerSettings,
  credentials: z
    .array(z.string())
    .optional()
    .describe('SNMPv3 credentials whose users are believed; default: those of the devices of its sites'),
});

const agentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  vantage: z
    .enum(['core', 'inside'])
    .describe('core: looks at sites from the data centre; inside: looks from the sites it serves'),
  site: z.string().describe('the site where it stands'),
  sites: z.union([z.literal('all'), z.array(z.string())]).describe('the sites that it looks at, or serves'),
  reflector: reflectorSchema.optional().describe('answers STAMP test packets at its site'),
  throughput: throughputServerSchema.optional().describe('takes part in throughput tests'),
  traps: trapsEntrySchema.optional().describe('takes SNMP traps and informs at its site'),
  spool: spoolSchema.optional().describe('what it keeps while the collector is away'),
  backlog_kbps: uplinkSchema.shape.backlog_kbps
    .unwrap()
    .optional()
    .describe('of the line, for what an outage left over; default: a quarter of the site’s thinnest line'),
  collector_alarm: collectorAlarmSchema
    .optional()
    .describe('tells people when the collector is gone; files it names are on the agent’s machine'),
  remote_tests: z
    .boolean()
    .default(true)
    .describe('technicians may have it do diagnostic tests (canhmang diag --from)'),
  local: z
    .boolean()
    .default(false)
    .describe('started and stopped together with the collector, on its machine'),
});

const ruleBase = {
  name: z.string().min(1).max(64),
  vantage: z.enum(['core', 'inside']).describe('which agents measure it'),
  role: z.enum(ROLES).describe('what the measurement is for'),
  every: durationSchema(200, 86_400_000).describe('period; of packet probes: of a round'),
  classes: z.array(z.enum(SITE_CLASSES)).optional().describe('only sites of these classes'),
};
const ofSite = {
  of: z.literal('site'),
  target: z.enum(['address', 'gateway', 'core_address']).default('address').describe('column of the site'),
};
/** A service: at a site's address, on a device, in a room. */
const ofService = { of: z.enum(['site', 'device', 'room']), target: ofSite.target };
const plain = { target: z.undefined().optional() };

/** Closer together than this, a round measures the machine's own queues. */
const MIN_PACKET_SPACING_MS = 20;

/** What is measured by whom: each rule becomes a job for each site, device, room or agent that it is about. */
export const probeRuleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...ruleBase,
      ...ofSite,
      kind: z.literal('ping'),
      settings: pingSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      of: z.enum(['site', 'room']),
      target: ofSite.target,
      kind: z.literal('stamp'),
      settings: stampSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...plain,
      of: z.literal('device'),
      kind: z.literal('snmp'),
      settings: snmpRuleSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...plain,
      of: z.literal('agent'),
      kind: z.literal('host'),
      settings: hostSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...ofService,
      kind: z.literal('tcp'),
      settings: tcpSettingsSchema,
    }),
    z.strictObject({
      ...ruleBase,
      ...ofService,
      kind: z.literal('http'),
      settings: httpSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...ofService,
      kind: z.literal('dns'),
      settings: dnsSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...ofService,
      kind: z.literal('sip'),
      settings: sipSettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...ofService,
      kind: z.literal('h323'),
      settings: h323SettingsSchema.prefault({}),
    }),
    z.strictObject({
      ...ruleBase,
      ...ofSite,
      kind: z.literal('throughput'),
      settings: throughputSettingsSchema.omit({ time_zone: true }),
    }),
  ])
  .superRefine((rule, context) => {
    if (rule.kind !== 'ping' && rule.kind !== 'stamp') return;
    const { packets } = rule.settings;
    if (rule.every / packets >= MIN_PACKET_SPACING_MS) return;
    const named = { name: rule.name, packets, min: MIN_PACKET_SPACING_MS };
    context.addIssue({ code: 'custom', path: ['every'], params: { problem: 'round_too_dense', ...named } });
  });

export type ProbeRule = z.output<typeof probeRuleSchema>;

const deadManSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('is asked for; whoever serves it alarms when that stops'),
    ca_file: z.string().optional().describe('PEM file of a private authority; default: the public ones'),
    every: durationSchema(10_000, 86_400_000).prefault('1m'),
    ingest_silence: durationSchema(30_000, 86_400_000)
      .prefault('5m')
      .describe('no measurement from anybody for this long: not healthy'),
  })
  .describe('says elsewhere that the collector lives and works; off unless it is here');

export const installationSchema = z.strictObject({
  title: z.string().min(1).describe('names the network on every page and report'),
  demonstration: z.boolean().default(false).describe('marks every page: the data is simulated'),
  language: z.enum(['vi', 'en']).default('vi').describe('of messages and of the page at first sight'),
  time_zone: z
    .string()
    .default('Asia/Ho_Chi_Minh')
    .refine(
      (zone) =>
        Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC' || zone === 'Asia/Ho_Chi_Minh',
    )
    .describe('IANA time zone in which people read times'),
  listen: z.string().default('127.0.0.1:8105').describe('address and port of the web page and the API'),
  data: z.string().optional().describe('folder for everything that is stored'),
  oidc: oidcSchema.optional().describe('people sign in by an identity provider (OpenID Connect) too'),
  store: storeSchema.prefault({ kind: 'embedded' }).describe('where measurements are kept'),
  ingest_log_mb: z
    .int()
    .min(64)
    .max(10_000_000)
    .default(8_192)
    .describe(
      'what may wait on disk for a store that is away; beyond it agents are told to keep their points',
    ),
  new_series_per_day: z
    .int()
    .min(100)
    .max(100_000_000)
    .optional()
    .describe(
      'series that a token may begin in a day, so that a client with ever new tags does not fill the store; default: 50000, or 300 a site when that is more',
    ),
  units_as_of: z.iso
    .date()
    .optional()
    .describe('administrative units as they were on this day; default: today'),
  inventory: z.strictObject({
    units: z.string().describe('CSV file'),
    sites: z.string().describe('CSV file'),
    devices: z.string().describe('CSV file'),
    lines: z.string().describe('CSV file'),
    rooms: z.string().optional().describe('CSV file'),
    unit_changes: z
      .string()
      .optional()
      .describe('CSV file: which unit went up in which; for reports by the units of another day'),
  }),
  snmp_credentials: z.record(z.string(), snmpCredentialEntrySchema).default({}),
  agents: z.array(agentSchema).default([]),
  probes: z.array(probeRuleSchema).optional().describe('default: config/defaults/probes.yaml'),
  profiles: z.string().optional().describe('folder of device profiles beside those that ship'),
  rules: z.string().optional().describe('YAML file of rules beside those that ship'),
  quality: z
    .strictObject({
      loss_percent: z.number().min(0).max(100).default(10),
      jitter_ms: z.number().min(0).max(10_000).default(50).describe('ITU-T Y.1541 class 0'),
      rtt_ms: z.number().min(0).max(60_000).default(400).describe('a round above any of these is poor'),
    })
    .prefault({}),
  states: z
    .strictObject({
      failed_rounds: z
        .int()
        .min(1)
        .max(100)
        .default(3)
        .describe('rounds without any answer that prove down without a burst'),
      poor_rounds: z.int().min(1).max(100).default(3).describe('poor rounds in a row that make degraded'),
      fine_rounds: z.int().min(1).max(100).default(3).describe('fine rounds in a row that clear degraded'),
      silence: durationSchema(5_000, 86_400_000)
        .prefault('30s')
        .describe('no evidence for this long: unknown'),
      agent_silence: durationSchema(5_000, 86_400_000)
        .prefault('2m')
        .describe('an agent from which nothing came for this long, while its site is reached, is silent'),
      reopen: durationSchema(0, 86_400_000)
        .prefault('15m')
        .describe('down again this soon after the end: the same incident goes on'),
      flapping: z
        .strictObject({
          half_life: durationSchema(10_000, 86_400_000)
            .prefault('15m')
            .describe('in which the weight of an outage halves'),
          raise: z.number().min(1.5).max(100).default(3).describe('weight of outages that makes flapping'),
          clear: z.number().min(0.1).max(50).default(0.75).describe('weight below which it has settled'),
        })
        .refine(({ raise, clear }) => clear < raise, 'clear has to be below raise')
        .prefault({}),
    })
    .prefault({}),
  bundle_key: z
    .string()
    .refine(isPublicKey, 'a public key as `canhmang agents bundle key` prints it')
    .optional()
    .describe('public key that new versions of the agents are signed with; agents get it when they enrol'),
  public_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where people reach the page; links in messages lead there'),
  notify: notifySchema.prefault({}).describe('who is told of what, when and how'),
  dead_man: deadManSchema.optional(),
  maintenance: z
    .array(
      z.strictObject({
        scope: z
          .string()
          .describe('what is away: site:ID, unit:CODE with all below it, device:ID, line:ID or room:ID'),
        start: z.iso.datetime({ local: true }).describe('local time: 2026-11-29T22:00'),
        end: z.iso.datetime({ local: true }),
        rrule: z
          .string()
          .max(500)
          .optional()
          .describe('RFC 5545, of days and longer: FREQ=MONTHLY;BYDAY=-1SU'),
        note: z.string().trim().min(1).max(500).describe('what is done'),
      }),
    )
    .default([])
    .describe('windows in which nobody is told of outages'),
  reports: reportsSchema.prefault({}),
  simulator: z
    .strictObject({
      script: z.string().describe('YAML file with the day of faults'),
      speed: z.number().min(1).max(10_000).default(60).describe('simulated seconds a second'),
      single_address: z
        .enum(['auto', 'yes', 'no'])
        .default('auto')
        .describe('ports of 127.0.0.1 instead of addresses, for systems that have no other'),
    })
    .optional(),
});

export type Installation = z.output<typeof installationSchema>;
export type AgentEntry = Installation['agents'][number];
