/** A real identity provider on loopback (oidc-provider), and a browser's part of signing in there, by HTTP. */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { z } from 'zod';

export interface OidcServer {
  readonly issuer: string;
  /** What it says of somebody, by the name that they type there. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'canhmang', secret: 'mot-bi-mat-du-dai-cho-kiem-thu-hai-ben' } as const;

/** @param redirect where the client's people come back to. */
export async function startOidcServer(redirect: string): Promise<OidcServer> {
  const people: OidcServer['people'] = new Map();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirect],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['chi-de-kiem-thu'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    people,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Cookies by host, as a browser keeps them. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  cookies(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }

  /** One request; redirections are for the caller. */
  async go(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const jar = this.cookies(url);
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /max-age=0/i.test(set)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Goes where it is sent, as long as that is not on `until`. @returns where it would go next. */
  async follow(from: Response, at: string, until: string): Promise<string> {
    let response = from;
    let url = at;
    for (;;) {
      const location = response.headers.get('location');
      if (location === null) return url;
      url = new URL(location, url).href;
      if (url.startsWith(until)) return url;
      response = await this.go(url);
    }
  }
}

/** Types a name into the provider's form and agrees. @returns the address by which they come back. */
export async function signInThere(browser: Browser, start: Response, at: string, back: string, name: string) {
  const form = await browser.follow(start, at, back);
  const login = await browser.go(form, { prompt: 'login', login: name, password: 'x' });
  const consent = await browser.follow(login, form, back);
  if (consent.startsWith(back)) return consent;
  return browser.follow(await browser.go(consent, { prompt: 'consent' }), consent, back);
}
