/** Who is told of what: names that routes and rotas use have to be there, and be reached. Pure. */

import type { Inventory } from '../model/inventory.ts';
import type { Medium } from '../model/medium.ts';
import { MEDIA } from '../model/medium.ts';
import { onDutyAtOrAfter } from '../model/rota.ts';
import type { Place, Problem, ProblemCode } from './problem.ts';
import type { Installation } from './schema/installation.ts';
import type { How, NotifySettings, Recipient, Route } from './schema/notify.ts';

type At = (path: readonly PropertyKey[]) => Place;

/** Keys of `notify` that make a channel, by what they reach people. */
const CHANNEL_KEYS: Readonly<Record<Medium, readonly string[]>> = {
  mail: ['smtp'],
  sms: ['smpp', 'gammu', 'http_sms'],
  webhook: ['webhooks'],
};

/** By what messages can be sent as it is configured. */
export function mediaOf(notify: NotifySettings): Set<Medium> {
  const configured = new Set(
    Object.entries(notify).flatMap(([key, value]) => (value === undefined ? [] : [key])),
  );
  return new Set(MEDIA.filter((medium) => CHANNEL_KEYS[medium].some((key) => configured.has(key))));
}

/** What a person is reached at: a telephone number, an e-mail address, the name of a webhook. */
export function addressOf({ email, phone, webhook }: Recipient, medium: Medium): string | undefined {
  return { mail: email, sms: phone, webhook }[medium];
}

class Findings {
  readonly problems: Problem[] = [];
  readonly #at: At;

  constructor(at: At) {
    this.#at = at;
  }

  add(code: ProblemCode, path: readonly PropertyKey[], params: Record<string, string> = {}): void {
    this.problems.push({ code, place: this.#at(['notify', ...path]), params });
  }
}

/** What a configuration is checked against. */
export interface NotifyContext {
  readonly inventory: Inventory;
  /** Of incidents that there can be; asked for only where a route names some. `undefined`: not known. */
  readonly kinds: () => ReadonlySet<string> | undefined;
  /** Epoch milliseconds: a rota without anybody from then on is a problem. */
  readonly nowMs: number;
}

/**
 * @param at the place of a value by its path in the configuration file.
 */
export function checkNotify(
  { notify, time_zone: zone }: Pick<Installation, 'notify' | 'time_zone'>,
  { inventory, kinds, nowMs }: NotifyContext,
  at: At,
): Problem[] {
  const findings = new Findings(at);
  const names = checkNames(notify, findings);
  for (const [index, rota] of notify.rotas.entries()) {
    const path = ['rotas', index];
    checkRota(rota, path, new Set(notify.recipients.map(({ name }) => name)), findings);
    if (!onDutyAtOrAfter(rota, nowMs, zone)) findings.add('rota_never', path, { value: rota.name });
  }
  const media = mediaOf(notify);
  for (const [index, route] of (notify.routes ?? []).entries()) {
    const path = ['routes', index];
    checkPlaces(route, path, inventory, findings);
    if (route.kinds) checkKinds(route.kinds, [...path, 'kinds'], kinds(), findings);
    checkTold(route, path, names, findings);
    // Without any channel nothing is sent, and the demonstration can show a whole configuration.
    if (media.size > 0) checkMedia(route, path, media, findings);
  }
  return findings.problems;
}

/** @returns names of recipients and rotas. */
function checkNames({ recipients, rotas, webhooks }: NotifySettings, findings: Findings): Set<string> {
  const names = new Set<string>();
  const unique = (name: string, path: readonly PropertyKey[]) => {
    if (names.has(name)) findings.add('duplicate_name', path, { value: name });
    names.add(name);
  };
  for (const [index, recipient] of recipients.entries()) {
    unique(recipient.name, ['recipients', index, 'name']);
    const { webhook } = recipient;
    if (webhook !== undefined && webhooks?.[webhook] === undefined)
      findings.add('unknown_webhook', ['recipients', index, 'webhook'], { value: webhook });
    if (MEDIA.some((medium) => addressOf(recipient, medium) !== undefined)) continue;
    findings.add('no_address', ['recipients', index], { value: recipient.name });
  }
  for (const [index, { name }] of rotas.entries()) unique(name, ['rotas', index, 'name']);
  return names;
}

function checkRota(
  { members, overrides }: NotifySettings['rotas'][number],
  path: readonly PropertyKey[],
  recipients: ReadonlySet<string>,
  findings: Findings,
): void {
  const check = (name: string, more: readonly PropertyKey[]) => {
    if (!recipients.has(name)) findings.add('unknown_recipient', [...path, ...more], { value: name });
  };
  for (const [turn, name] of members.entries()) check(name, ['members', turn]);
  for (const [number, { from, to, member }] of overrides.entries()) {
    check(member, ['overrides', number, 'member']);
    if (from >= to) findings.add('inverted_period', [...path, 'overrides', number, 'to'], { from, to });
  }
}

/** Names have to be there, and each step comes after the one before it. */
function checkTold(
  { to, escalate }: Route,
  path: readonly PropertyKey[],
  names: ReadonlySet<string>,
  findings: Findings,
): void {
  const check = (told: readonly string[], toPath: readonly PropertyKey[]) => {
    for (const [number, name] of told.entries())
      if (!names.has(name)) findings.add('unknown_recipient', [...toPath, number], { value: name });
  };
  check(to, [...path, 'to']);
  for (const [step, { to: others, after }] of escalate.entries()) {
    check(others, [...path, 'escalate', step, 'to']);
    const before = escalate[step - 1]?.after;
    if (before !== undefined && after <= before)
      findings.add('escalation_order', [...path, 'escalate', step, 'after']);
  }
}

function checkPlaces(
  { units = [], sites = [] }: Route,
  path: readonly PropertyKey[],
  inventory: Inventory,
  findings: Findings,
): void {
  const unitCodes = new Set(inventory.units.map(({ code }) => code));
  const siteIds = new Set(inventory.sites.map(({ id }) => id));
  for (const [index, value] of units.entries())
    if (!unitCodes.has(value)) findings.add('unknown_unit_code', [...path, 'units', index], { value });
  for (const [index, value] of sites.entries())
    if (!siteIds.has(value)) findings.add('unknown_site', [...path, 'sites', index], { value });
}

/** A kind that nothing can be of would be a route that never tells anybody. */
function checkKinds(
  wanted: readonly string[],
  path: readonly PropertyKey[],
  kinds: ReadonlySet<string> | undefined,
  findings: Findings,
): void {
  for (const [index, value] of wanted.entries())
    if (kinds && !kinds.has(value))
      findings.add('unknown_kind', [...path, index], { value, known: [...kinds].join(', ') });
}

/** What a route wants to send by alone has to be configured. */
function checkMedia(
  { how }: Route,
  path: readonly PropertyKey[],
  media: ReadonlySet<Medium>,
  findings: Findings,
): void {
  for (const [severity, wanted] of Object.entries<How>(how)) {
    // Mail is the default of some severities: without a server it goes as an SMS.
    if (typeof wanted === 'string' || wanted.includes('mail')) continue;
    if (wanted.some((medium) => media.has(medium))) continue;
    findings.add('no_channel', [...path, 'how', severity], { value: wanted.join(', ') });
  }
}
