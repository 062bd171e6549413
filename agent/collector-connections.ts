/** Kept-alive connections to the collector, in the clear. */
import * as http from 'node:http';

export const KEEP_ALIVE = { keepAlive: true, maxSockets: 2 };

/** How requests go out. */
export interface Connections {
  readonly request: typeof http.request;
  readonly agent: http.Agent;
}

export function plainConnections(): Connections {
  return { request: http.request, agent: new http.Agent(KEEP_ALIVE) };
}
