/** The identity provider: where people are sent, and who they are when they come back (authorization code with PKCE). */
import { randomBytes } from 'node:crypto';
import type { Configuration } from 'openid-client';
import * as oidc from 'openid-client';
import type { OidcSettings } from '../../../config/schema/oidc.ts';
import { RecentMap } from '../../../model/recent-map.ts';
import type { ClaimProblem, Claims, OidcPerson } from './claims.ts';
import { claimAt, personOf } from './claims.ts';

/** Somebody types a password there, and looks for the telephone. */
export const WAY_VALID_MS = 10 * 60_000;
/** On their way at once; the oldest has to begin anew. */
const MAX_ON_THE_WAY = 1_000;
const TIMEOUT_S = 10;

/** What is kept until they come back. */
interface Way {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirect: string;
  readonly atMs: number;
}

/** `expired`: they were away for too long, or have come by another browser. */
export type OidcProblem = ClaimProblem | 'expired';

export interface OidcParts {
  readonly settings: OidcSettings;
  /** Of the client, read from its file. */
  readonly secret: string | undefined;
  readonly now: () => number;
}

export class OidcProvider {
  readonly #parts: OidcParts;
  readonly #ways = new RecentMap<string, Way>(MAX_ON_THE_WAY);
  #server: Promise<Configuration> | undefined;

  constructor(parts: OidcParts) {
    this.#parts = parts;
  }

  /** What it says of itself is read once; when it does not answer, again for the next who comes. */
  #discovered(): Promise<Configuration> {
    const { settings, secret } = this.#parts;
    const issuer = new URL(settings.issuer);
    this.#server ??= oidc
      .discovery(issuer, settings.client_id, secret, secret === undefined ? oidc.None() : undefined, {
        timeout: TIMEOUT_S,
        // The configuration has let it through: it is on this machine.
        execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        this.#server = undefined;
        throw error;
      });
    return this.#server;
  }

  /**
   * @param redirect where they come back to.
   * @returns where to send them, and what their browser has to bring back.
   * @throws when the provider cannot be reached.
   */
  async begin(redirect: string): Promise<{ readonly url: string; readonly key: string }> {
    const server = await this.#discovered();
    const verifier = oidc.randomPKCECodeVerifier();
    const way = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() };
    const key = randomBytes(32).toString('base64url');
    this.#ways.set(key, { ...way, redirect, atMs: this.#parts.now() });
    const url = oidc.buildAuthorizationUrl(server, {
      redirect_uri: redirect,
      scope: this.#parts.settings.scopes.join(' '),
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: way.state,
      nonce: way.nonce,
    });
    return { url: url.href, key };
  }

  /**
   * Each way is gone once.
   * @param query of the address that they came back to.
   * @throws when the provider refuses, cannot be reached, or what it says does not hold.
   */
  async finish(key: string, query: string): Promise<OidcPerson | OidcProblem> {
    const way = this.#ways.get(key);
    this.#ways.delete(key);
    if (!way || this.#parts.now() > way.atMs + WAY_VALID_MS) return 'expired';
    const server = await this.#discovered();
    const address = new URL(way.redirect);
    address.search = query;
    const tokens = await oidc.authorizationCodeGrant(server, address, {
      pkceCodeVerifier: way.verifier,
      expectedState: way.state,
      expectedNonce: way.nonce,
      idTokenExpected: true,
    });
    const claims: Claims = { ...tokens.claims() };
    const { settings } = this.#parts;
    const isMissing = [settings.name_claim, settings.role_claim, 'name'].some(
      (path) => claimAt(claims, path) === undefined,
    );
    // Many providers keep the ID token small.
    if (!isMissing || server.serverMetadata().userinfo_endpoint === undefined)
      return personOf(claims, settings);
    const more = await oidc.fetchUserInfo(server, tokens.access_token, String(claims.sub));
    return personOf({ ...more, ...claims }, settings);
  }
}
