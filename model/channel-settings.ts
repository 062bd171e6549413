/** Settings of the ways to deliver messages: of the collector, and of agents that say by themselves that it is gone. */
import { z } from 'zod';
import { durationSchema } from './duration-schema.ts';
import { escapingOf, isSafeJson, placeholdersOf } from './message-template.ts';

const port = z.int().min(1).max(65_535);
const host = z.string().min(1);
const caFile = z.string().optional().describe('PEM file of a private authority; default: the public ones');
/** Secrets are in files on the machine that sends; they are read for each message, so that they can be changed. */
const secretFile = (what: string) => z.string().min(1).describe(`file whose first line is ${what}`);

export const smtpSettingsSchema = z
  .strictObject({
    host,
    port: port.default(587),
    secure: z.boolean().default(false).describe('TLS from the first byte (port 465)'),
    starttls: z
      .enum(['offered', 'required'])
      .optional()
      .describe('default: required where there is a user, else taken when it is offered'),
    ca_file: caFile,
    user: z.string().optional(),
    password_file: secretFile('the password').optional(),
    from: z.email(),
  })
  .refine(({ user, password_file }) => (user === undefined) === (password_file === undefined), {
    path: ['password_file'],
    error: 'user and password_file go together',
  });

/** TON and NPI of SMPP 3.4 sections 5.2.5 and 5.2.6. */
const TON_NPI = z.int().min(0).max(255);

export const smppSettingsSchema = z.strictObject({
  host,
  port: port.default(2775),
  tls: z.boolean().default(false),
  ca_file: caFile,
  system_id: z.string().min(1).max(15),
  password_file: secretFile('the password'),
  system_type: z.string().max(12).default(''),
  source: z.string().max(20).default('').describe('sender: a name of up to 11 signs or a number'),
  source_ton: TON_NPI.optional().describe('default: 5 for a name, 1 for a number with +, else 0'),
  source_npi: TON_NPI.optional().describe('default: 0 for a name, else 1'),
  per_second: z.number().min(0.1).max(1_000).default(5).describe('messages handed over in a second, at most'),
  enquire_link: durationSchema(1_000, 600_000)
    .prefault('30s')
    .describe('how often the other side is asked whether it is there'),
  receipts: z.boolean().default(true).describe('ask for delivery receipts; what failed is in the log'),
});

export const gammuSettingsSchema = z.strictObject({
  outbox: z.string().min(1).describe('outboxpath of gammu-smsdrc'),
  sent: z.string().min(1).describe('sentsmspath of gammu-smsdrc'),
  error: z.string().min(1).describe('errorsmspath of gammu-smsdrc'),
});

const TEMPLATE_NAMES = ['phone', 'text', 'subject', 'key'];

const pattern = z.string().refine(
  (text) => {
    try {
      return new RegExp(text, 'u') !== undefined;
    } catch {
      return false;
    }
  },
  { error: 'not a regular expression' },
);

export const httpSmsSettingsSchema = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
    url: z.url({ protocol: /^https?$/ }).describe('placeholders in it are escaped for addresses'),
    headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string()).default({}),
    content_type: z.string().default('application/json').describe('also says how the body is escaped'),
    body: z.string().optional().describe('with {{phone}}, {{text}}, {{subject}}, {{key}}, {{secret.NAME}}'),
    secrets: z
      .record(z.string().regex(/^[a-z0-9_]+$/), secretFile('the secret'))
      .default({})
      .describe('files by name, for {{secret.NAME}}'),
    phone: z
      .enum(['e164', 'digits', 'national'])
      .default('e164')
      .describe('+84912345678, 84912345678 or 0912345678'),
    ca_file: caFile,
    success: z
      .strictObject({
        status: z.array(z.int().min(100).max(599)).min(1).optional().describe('default: 200 to 299'),
        body: pattern.optional().describe('regular expression that the answer has to match'),
      })
      .prefault({}),
    never: pattern
      .optional()
      .describe('regular expression of answers that say that this message will never be taken'),
  })
  .superRefine(({ url, headers, body, content_type, secrets }, context) => {
    const known = [...TEMPLATE_NAMES, ...Object.keys(secrets).map((name) => `secret.${name}`)];
    const check = (path: (string | number)[], template: string) => {
      const names = placeholdersOf(template);
      const value = names?.find((name) => !known.includes(name));
      if (names !== undefined && value === undefined) return;
      const params = { problem: 'unknown_placeholder', value: value ?? '{{', known: known.join(', ') };
      context.addIssue({ code: 'custom', path, params });
    };
    check(['url'], url);
    for (const [name, value] of Object.entries(headers)) check(['headers', name], value);
    if (body === undefined) return;
    check(['body'], body);
    if (escapingOf(content_type) === 'json' && !isSafeJson(body))
      context.addIssue({ code: 'custom', path: ['body'], params: { problem: 'unsafe_template' } });
  });

export const webhookSettingsSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret_file: z
    .string()
    .min(1)
    .describe('file with the key, whsec_ and Base64; of two lines both sign, while keys are changed'),
  ca_file: caFile,
});

/** The channels, each with the key it has in the configuration. */
export const channelSettings = {
  smtp: smtpSettingsSchema.optional().describe('e-mail'),
  smpp: smppSettingsSchema.optional().describe('SMS through a message centre, SMPP 3.4'),
  gammu: gammuSettingsSchema.optional().describe('SMS through a modem, Gammu SMSD'),
  http_sms: httpSmsSettingsSchema.optional().describe('SMS through a gateway that takes HTTP requests'),
  webhooks: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), webhookSettingsSchema)
    .optional()
    .describe('programs that are told, by name'),
};

const channelSettingsSchema = z.strictObject(channelSettings);

export type ChannelSettings = z.output<typeof channelSettingsSchema>;
export type SmtpSettings = z.output<typeof smtpSettingsSchema>;
export type SmppSettings = z.output<typeof smppSettingsSchema>;
export type GammuSettings = z.output<typeof gammuSettingsSchema>;
export type HttpSmsSettings = z.output<typeof httpSmsSettingsSchema>;
export type WebhookSettings = z.output<typeof webhookSettingsSchema>;

/** An agent that tells people by itself that the collector is gone: it stands elsewhere and has ways of its own. */
export const collectorAlarmSchema = z
  .strictObject({
    after: durationSchema(60_000, 7 * 86_400_000)
      .prefault('10m')
      .describe('without an answer of the collector'),
    language: z.enum(['vi', 'en']).default('vi'),
    time_zone: z.string().default('Asia/Ho_Chi_Minh').describe('IANA time zone of its messages'),
    smtp: smtpSettingsSchema.optional(),
    smpp: smppSettingsSchema.optional(),
    gammu: gammuSettingsSchema.optional(),
    http_sms: httpSmsSettingsSchema.optional(),
    to: z
      .array(
        z.union([
          z.strictObject({ email: z.email() }),
          z.strictObject({ phone: z.string().regex(/^\+?\d{3,15}$/) }),
        ]),
      )
      .min(1),
  })
  .superRefine(({ smtp, smpp, gammu, http_sms, to }, context) => {
    const hasSms = smpp !== undefined || gammu !== undefined || http_sms !== undefined;
    for (const [index, person] of to.entries()) {
      if ('email' in person ? smtp !== undefined : hasSms) continue;
      const message =
        'email' in person ? 'an e-mail address takes smtp' : 'a number takes smpp, gammu or http_sms';
      context.addIssue({ code: 'custom', path: ['to', index], message });
    }
  });

export type CollectorAlarm = z.output<typeof collectorAlarmSchema>;
