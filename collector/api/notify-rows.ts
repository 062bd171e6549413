/** Who is told of what, as the configuration in force says it, in the shape of the API. Pure. */
import { defaultRoute, type How, type NotifySettings, type Route } from '../../config/schema/notify.ts';
import type { DailyHours } from '../../model/daily-hours.ts';
import { SEVERITIES } from '../../model/incident.ts';
import type { ChannelKind } from '../../model/medium.ts';
import { CHANNELS_OF, MEDIA } from '../../model/medium.ts';
import type { MediumStanding } from '../notify/outbox-search.ts';
import { iso } from './resource.ts';
import type { NotifyChannelRow, NotifyMediumRow, NotifyRouteRow, NotifySetup } from './types/notify.ts';

export interface NotifySetupParts {
  readonly notify: NotifySettings;
  readonly standings: readonly MediumStanding[];
  /** Name of an administrative unit by its code. */
  readonly unitName: (code: string) => string;
  readonly siteName: (id: string) => string;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `07:30` */
function timeOfDay(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function hoursText(hours: DailyHours | undefined): string | null {
  return hours ? `${timeOfDay(hours.fromMinute)}-${timeOfDay(hours.toMinute)}` : null;
}

function howOf(how: How): string[] {
  return typeof how === 'string' ? [how] : [...how];
}

function routeRow(route: Route, { unitName, siteName }: NotifySetupParts): NotifyRouteRow {
  const { how, escalate } = route;
  return {
    name: route.name,
    to: route.to,
    units: route.units?.map(unitName) ?? [],
    sites: route.sites?.map(siteName) ?? [],
    classes: route.classes ?? [],
    severity: route.severity,
    kinds: route.kinds ?? [],
    days: route.days ?? [],
    hours: hoursText(route.hours),
    how: SEVERITIES.map((severity) => ({ severity, media: howOf(how[severity]) })),
    escalate: escalate.map(({ after, to }) => ({ afterMs: after, to })),
  };
}

/** Addresses without what may be a secret in them: paths and queries of gateways are left out. */
function placesOf(notify: NotifySettings): Record<ChannelKind, string[]> {
  const { smtp, smpp, gammu, http_sms: httpSms, webhooks } = notify;
  const origin = (url: string) => new URL(url).origin;
  return {
    smtp: smtp ? [`${smtp.host}:${smtp.port}`] : [],
    smpp: smpp ? [`${smpp.host}:${smpp.port}`] : [],
    gammu: gammu ? [gammu.outbox] : [],
    'http-sms': httpSms ? [origin(httpSms.url)] : [],
    webhook: Object.entries(webhooks ?? {}).map(([name, { url }]) => `${name}: ${origin(url)}`),
  };
}

function channelRows(notify: NotifySettings): NotifyChannelRow[] {
  const places = placesOf(notify);
  return MEDIA.flatMap((medium) =>
    CHANNELS_OF[medium].flatMap((kind) => places[kind].map((place) => ({ kind, medium, place }))),
  );
}

function mediumRow(standing: MediumStanding, hasChannel: boolean): NotifyMediumRow {
  const { deliveredMs, ...rest } = standing;
  return { ...rest, hasChannel, deliveredAt: deliveredMs === null ? null : iso(deliveredMs) };
}

export function notifySetup(parts: NotifySetupParts): NotifySetup {
  const { notify, standings } = parts;
  const channels = channelRows(notify);
  return {
    recipients: notify.recipients.map(({ name, email, phone, webhook, language, quiet }) => ({
      name,
      email: email ?? null,
      phone: phone ?? null,
      webhook: webhook ?? null,
      language,
      quiet: hoursText(quiet),
    })),
    rotas: notify.rotas.map(({ name, members, start, every_days: everyDays, at, overrides }) => ({
      name,
      members,
      start,
      everyDays,
      at: timeOfDay(at),
      overrides,
    })),
    routes: (notify.routes ?? [defaultRoute(notify.recipients)]).map((route) => routeRow(route, parts)),
    digestAt: notify.digest_at.map(timeOfDay),
    channels,
    media: standings.map((standing) =>
      mediumRow(
        standing,
        channels.some(({ medium }) => medium === standing.medium),
      ),
    ),
  };
}
