/** What a diagnosis found out, and what it could not find out and why. */

/** Why something was not checked; the sentences are in the catalogue under `diag.why`. */
export type WhyNot =
  | { readonly code: 'no_tool'; readonly tool: string }
  | {
      readonly code:
        | 'no_interface'
        | 'no_gateway'
        | 'direct'
        | 'no_hub'
        | 'no_core'
        | 'no_target'
        | 'no_collector'
        | 'no_time'
        | 'no_dns';
    }
  | { readonly code: 'silent'; readonly target: string };

export type Checked<T> =
  | { readonly state: 'checked'; readonly value: T }
  | { readonly state: 'unchecked'; readonly why: WhyNot };

export function checked<T>(value: T): Checked<T> {
  return { state: 'checked', value };
}

export function unchecked(why: WhyNot): Checked<never> {
  return { state: 'unchecked', why };
}

/** @returns what was found, `undefined` where it was not checked. */
export function known<T>(fact: Checked<T>): T | undefined {
  return fact.state === 'checked' ? fact.value : undefined;
}

export interface InterfaceFact {
  readonly name: string;
  /** Somebody has not switched it off. */
  readonly enabled: boolean;
  readonly carrier: boolean;
  /** With their prefix lengths, without link-local ones. */
  readonly addresses: readonly string[];
  /** Bytes. */
  readonly mtu: number;
  /** Received and sent with errors since the interface exists. */
  readonly errors: number;
  readonly packets: number;
}

export interface Echo {
  readonly address: string;
  readonly sent: number;
  readonly received: number;
  readonly lossPercent: number;
  /** `undefined` where nothing answered. */
  readonly avgMs: number | undefined;
  /** RFC 3550 section 6.4.1, of the round-trip times. */
  readonly jitterMs: number | undefined;
}

/** Of the neighbour table (ARP, ND): `failed` did not answer who it is, `unknown` was not asked. */
export type Neighbour = 'known' | 'failed' | 'unknown';

export interface GatewayFact extends Echo {
  readonly neighbour: Neighbour;
}

export interface NameServer {
  readonly address: string;
  /** `undefined`: no answer in time. */
  readonly queryMs: number | undefined;
}

export interface Hop {
  readonly ttl: number;
  /** `undefined`: no router told of itself. */
  readonly address: string | undefined;
  readonly rttMs: number | undefined;
}

export interface PathFact {
  readonly target: string;
  readonly hops: readonly Hop[];
  readonly reached: boolean;
}

export interface MtuFact {
  readonly target: string;
  /** Largest IP packet that passes, bytes. */
  readonly bytes: number;
  /** What the own interface would allow, at most 1500. */
  readonly expectedBytes: number;
  /** Routers say so when a packet is too large (RFC 1191); without it connections hang. */
  readonly told: boolean;
}

export interface TlsFact {
  /** Why the certificate is not believed; `undefined`: it is. */
  readonly problem: string | undefined;
}

export type CollectorFact = { readonly url: string } & (
  | { readonly reached: false; readonly reason: string }
  | {
      readonly reached: true;
      readonly status: number;
      readonly tookMs: number;
      /** `undefined`: plain HTTP. */
      readonly tls: TlsFact | undefined;
    }
);

export interface ClockFact {
  /** This clock less the other's, milliseconds. */
  readonly offsetMs: number;
  /** Whose clock it was compared with. */
  readonly source: string;
}

export interface Facts {
  readonly interface: Checked<InterfaceFact>;
  readonly gateway: Checked<GatewayFact>;
  readonly hub: Checked<Echo>;
  readonly core: Checked<Echo>;
  readonly dns: Checked<readonly NameServer[]>;
  readonly path: Checked<PathFact>;
  readonly mtu: Checked<MtuFact>;
  readonly collector: Checked<CollectorFact>;
  readonly clock: Checked<ClockFact>;
}
