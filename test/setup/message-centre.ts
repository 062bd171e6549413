/** A message centre that speaks SMPP 3.4, for the test that runs. */
import type { Fields, Pdu, Session } from 'smpp';
import smpp from 'smpp';
import { listenOfTest } from './deliveries.ts';

export const PASSWORD = 'mat-khau';

export interface Centre {
  readonly port: number;
  readonly binds: Pdu[];
  readonly messages: Pdu[];
  readonly sessions: Session[];
}

export type OnSubmit = (pdu: Pdu, session: Session, count: number) => Fields | 'silence';

/** A message centre: the same package's server, which lets in whoever has the password. */
export async function centre(onSubmit: OnSubmit, tls: { key?: Buffer; cert?: Buffer } = {}): Promise<Centre> {
  const binds: Pdu[] = [];
  const messages: Pdu[] = [];
  const sessions: Session[] = [];
  const server = smpp.createServer(tls, (session) => {
    sessions.push(session);
    session.on('error', () => {});
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('bind_transceiver', (pdu: Pdu) => {
      binds.push(pdu);
      session.send(pdu.response({ command_status: pdu.password === PASSWORD ? 0 : 0x0e }));
    });
    session.on('submit_sm', (pdu: Pdu) => {
      messages.push(pdu);
      const answer = onSubmit(pdu, session, messages.length);
      if (answer !== 'silence') session.send(pdu.response({ ...answer }));
    });
  });
  return { port: await listenOfTest(server), binds, messages, sessions };
}
