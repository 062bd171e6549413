/** A real SMTP server, Debian's aiosmtpd, with TLS and with one user who may send. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint } from './loopback.ts';
import { Program } from './program.ts';

export const SMTP_USER = { user: 'canhmang', password: 'mật-khẩu' } as const;

const SCRIPT = `
import asyncio, ssl, sys
from aiosmtpd.smtp import AuthResult, LoginPassword, SMTP
host, port, mode, cert, key, user, password = sys.argv[1:8]
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"): return "550 5.1.1 no such mailbox"
        if address.startswith("elsewhere@"): return "554 5.7.1 relaying denied"
        if address.startswith("later@"): return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        print("MAIL", envelope.rcpt_tos[0], "TLS" if server.transport.get_extra_info("sslcontext") else "PLAIN", "AUTH" if session.authenticated else "NOBODY", flush=True)
        return "250 2.0.0 taken as 17"
def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=good)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
def factory():
    return SMTP(Handler(), authenticator=authenticate, enable_SMTPUTF8=True, loop=loop,
                auth_required=mode == "starttls", auth_require_tls=mode == "starttls",
                tls_context=context if mode == "starttls" else None)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(loop.create_server(factory, host, int(port), ssl=context if mode == "tls" else None))
print("READY", flush=True)
loop.run_forever()
`;

export interface SecureSmtpServer {
  readonly endpoint: Endpoint;
  readonly program: Program;
}

/** @param mode `starttls`: it takes nothing without TLS and a password; `tls`: from the first byte; `plain`: never. */
export async function startSecureSmtpServer(
  folder: string,
  certificates: Certificates,
  mode: 'starttls' | 'tls' | 'plain',
): Promise<SecureSmtpServer> {
  const endpoint = { ...loopbackEndpoint(), host: '127.0.0.1' };
  const { key, cert } = certificates.identity('valid');
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await writeFile(keyFile, key);
  await writeFile(certFile, cert);
  const program = new Program({
    // Debian's own Python: another one may come first on the PATH.
    command: '/usr/bin/python3',
    args: [
      ...['-c', SCRIPT, endpoint.host, String(endpoint.port), mode, certFile, keyFile],
      ...[SMTP_USER.user, SMTP_USER.password],
    ],
  });
  try {
    await program.waitForLine(/^READY/);
    return { endpoint, program };
  } catch (error) {
    await program.stop();
    throw error;
  }
}
