/** The configuration as the notifier looks things up in it. Pure. */
import type { Installation } from '../../config/schema/installation.ts';
import type { Route } from '../../config/schema/notify.ts';
import { defaultRoute } from '../../config/schema/notify.ts';
import type { Directory } from './routes.ts';

export interface Setup extends Directory {
  readonly installation: Installation;
  readonly routes: readonly Route[];
}

export function setupOf(installation: Installation): Setup {
  const { recipients, rotas, routes } = installation.notify;
  return {
    installation,
    recipients: new Map(recipients.map((recipient) => [recipient.name, recipient])),
    rotas: new Map(rotas.map((rota) => [rota.name, rota])),
    routes: routes ?? (recipients.length === 0 ? [] : [defaultRoute(recipients)]),
    zone: installation.time_zone,
  };
}
