/** What main.tsx puts together and pages need: the session and the live connection. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LiveConnection, LiveStatus } from '../../api/events.ts';
import type { Session, SessionState } from '../../api/session.ts';

export interface Services {
  readonly session: Session;
  readonly live: LiveConnection;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

/** The services; to be used below `ServicesContext` only. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('no ServicesContext above');
  return services;
}

/** Whether the page hears of changes as they happen. */
export function useLiveStatus(): LiveStatus {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribe, live.status);
}

/** Whether the server asked for a sign-in, and what of the page may stay meanwhile. */
export function useSessionState(): SessionState {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.state);
}
