import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSmppChannel } from '../../collector/notify/channels/smpp/channel.ts';
import { smppSettingsSchema } from '../../model/channel-settings.ts';
import type { Certificates } from '../setup/certificates.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { attempt, DELIVERY, hostilePeer, ofTest } from '../setup/deliveries.ts';
import type { OnSubmit } from '../setup/message-centre.ts';
import { centre, PASSWORD } from '../setup/message-centre.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const THROTTLED = 0x58;
const BAD_NUMBER = 0x0b;

const taking: OnSubmit = (_pdu, _session, count) => ({ message_id: `8A0${count}` });

interface Lost {
  readonly key: string;
  readonly reason: string;
}

async function channelTo(port: number, changes: object = {}, password = PASSWORD) {
  const folder = await folderOfTest();
  await writeFile(join(folder, 'password'), `${password}\n`);
  const settings = smppSettingsSchema.parse({
    ...{ host: '127.0.0.1', port, system_id: 'canhmang', password_file: 'password', source: 'CanhMang' },
    ...{ per_second: 1_000, ...changes },
  });
  const lost: Lost[] = [];
  let wake = () => {};
  const parts = {
    folder,
    onUndelivered: (key: string, reason: string) => {
      lost.push({ key, reason });
      wake();
    },
  };
  const channel = ofTest(openSmppChannel(settings, parts));
  const firstLost = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { channel, lost, firstLost };
}

describe('SMS over SMPP', () => {
  it('is taken in the alphabet of GSM, from a name, to a number, over one session', async () => {
    const { port, binds, messages } = await centre(taking);
    const { channel } = await channelTo(port);
    const outcomes = await Promise.all([attempt(channel), attempt(channel, { recipient: '0912345678' })]);
    expect(outcomes[0]).toMatchObject({
      taken: true,
      steps: [`connected 127.0.0.1:${port}`, 'admitted canhmang', 'taken message_id 8A01'],
    });
    expect(outcomes[1]).toMatchObject({ taken: true });
    expect(binds).toHaveLength(1);
    expect(binds[0]).toMatchObject({ system_id: 'canhmang', interface_version: 0x34 });
    expect(messages[0]).toMatchObject({
      ...{ source_addr: 'CanhMang', source_addr_ton: 5, source_addr_npi: 0 },
      ...{ destination_addr: '84912345678', dest_addr_ton: 1, dest_addr_npi: 1 },
      ...{ data_coding: 0, registered_delivery: 1, short_message: { message: DELIVERY.text } },
    });
    expect(messages[1]).toMatchObject({ destination_addr: '0912345678', dest_addr_ton: 0 });
  });

  it('holds every sign: those of the extension, other alphabets, and more than a segment', async () => {
    const { port, messages } = await centre(taking);
    const { channel } = await channelTo(port, { receipts: false });
    const long = `{${'dai '.repeat(60)}}`;
    for (const text of ['[MCC] {a|b}~ ^ \\ €', 'Mù Cang Chải mất điện', long])
      expect(await attempt(channel, { text })).toMatchObject({ taken: true });
    const [extended, vietnamese, payload] = messages;
    expect(extended).toMatchObject({ data_coding: 0, registered_delivery: 0 });
    expect(extended?.short_message?.message).toBe('[MCC] {a|b}~ ^ \\ €');
    expect(vietnamese).toMatchObject({ data_coding: 8 });
    expect(vietnamese?.short_message?.message).toBe('Mù Cang Chải mất điện');
    expect(payload?.message_payload?.message).toBe(long);
  });

  it('goes more slowly when the centre says so, and is taken once', async () => {
    const { port, messages } = await centre((_pdu, _session, count) =>
      count === 1 ? { command_status: THROTTLED } : { message_id: '7' },
    );
    const { channel } = await channelTo(port);
    const { taken, steps } = await attempt(channel);
    expect(taken).toBe(true);
    expect(steps).toContain('busy ESME_RTHROTTLED (0x58)');
    expect(messages).toHaveLength(2);
  });

  it('keeps to the messages a second that were agreed', async () => {
    const { port } = await centre(taking);
    const { channel } = await channelTo(port, { per_second: 20 });
    const begunMs = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => attempt(channel)));
    // The first at once, four more a twentieth of a second apart: a bound from below, which no load breaks.
    expect(performance.now() - begunMs).toBeGreaterThan(195);
  });

  it('tells what may be tried again from what will never be taken', async () => {
    let status = BAD_NUMBER;
    const { port } = await centre(() => ({ command_status: status }));
    const { channel } = await channelTo(port);
    const never = await attempt(channel);
    expect(never).toMatchObject({ taken: false, permanent: true });
    expect(never.reason).toMatch(/ESME_RINVDSTADR \(0x0b\)$/);
    status = 0x08;
    expect(await attempt(channel)).toMatchObject({ taken: false, permanent: false });
    status = THROTTLED;
    const busy = await attempt(channel, {}, 300);
    expect(busy).toMatchObject({ taken: false, permanent: false });
    expect(busy.reason).toMatch(/too much to do/);
  });

  it('says that the password is wrong and not what it is', async () => {
    const { port } = await centre(taking);
    const { channel } = await channelTo(port, {}, 'not-it');
    const { permanent, reason, steps } = await attempt(channel);
    expect(permanent).toBe(false);
    expect(reason).toBe(`127.0.0.1:${port}: it refused the bind: ESME_RINVPASWD (0x0e)`);
    expect([reason, ...steps].join()).not.toContain('not-it');
  });

  it('comes back after the centre has gone, in the middle of a message or between two', async () => {
    const { port, sessions, messages } = await centre((_pdu, session, count) => {
      if (count !== 1) return { message_id: String(count) };
      session.destroy();
      return 'silence';
    });
    const { channel } = await channelTo(port);
    const cut = await attempt(channel);
    expect(cut).toMatchObject({ taken: false, permanent: false });
    expect(cut.reason).toMatch(/the connection was closed|ECONNRESET/);
    expect(await attempt(channel)).toMatchObject({ taken: true });
    const ended = sessions.map(({ socket }) => once(socket, 'close'));
    sessions[1]?.unbind({});
    await Promise.all(ended.slice(1));
    expect(await attempt(channel)).toMatchObject({ taken: true });
    expect(sessions).toHaveLength(3);
    expect(messages).toHaveLength(3);
  });

  it('asks now and then whether the centre is there', async () => {
    const { port, sessions } = await centre(taking);
    const { channel } = await channelTo(port, { enquire_link: '1s' });
    await attempt(channel);
    const asked = sessions.map((session) => once(session, 'enquire_link'));
    await Promise.all(asked);
  });

  it('is not held up by a peer that is silent, talks nonsense or hangs up', async () => {
    const silent = await hostilePeer(() => {});
    const nonsense = await hostilePeer((socket) => socket.write(Buffer.alloc(4_096, 0xff)));
    const short = await hostilePeer((socket) =>
      socket.write(Buffer.from('00000008800000090000000000000001', 'hex')),
    );
    const gone = await hostilePeer((socket) => socket.destroy());
    const submitSilent = await centre(() => 'silence');
    for (const port of [silent, nonsense, short, gone, submitSilent.port]) {
      const { channel } = await channelTo(port);
      const outcome = await attempt(channel, {}, 400);
      expect(outcome, outcome.reason ?? '').toMatchObject({ taken: false, permanent: false });
      expect(outcome.reason).toMatch(new RegExp(`^127.0.0.1:${port}: `));
    }
  });

  it('hears of a message that did not reach its telephone', async () => {
    const { port, sessions } = await centre(taking);
    const { channel, lost, firstLost } = await channelTo(port);
    await attempt(channel, { idempotencyKey: 'first' });
    await attempt(channel, { idempotencyKey: 'second' });
    const receipt = (id: string, state: string) => {
      const text = `id:${id} sub:001 dlvrd:000 submit date:2611232114 done date:2611232115 stat:${state} err:027 text:MCC`;
      sessions[0]?.deliver_sm({ source_addr: '84912345678', esm_class: 4, short_message: text });
    };
    receipt('8A01', 'DELIVRD');
    receipt('unheard-of', 'UNDELIV');
    receipt('8A02', 'UNDELIV');
    await firstLost;
    expect(lost).toEqual([{ key: 'second', reason: `127.0.0.1:${port}: UNDELIV, error 027` }]);
  });

  describe('with TLS', () => {
    let certificates: Certificates;
    beforeAll(async () => {
      certificates = await makeCertificates();
    });
    afterAll(() => certificates.remove());

    it('trusts a private authority and nobody else', async () => {
      const { port } = await centre(taking, certificates.identity('valid'));
      const trusted = await channelTo(port, { tls: true, ca_file: certificates.caFile });
      expect(await attempt(trusted.channel)).toMatchObject({ taken: true });
      const refused = await attempt((await channelTo(port, { tls: true })).channel);
      expect(refused).toMatchObject({ taken: false, permanent: false });
      expect(refused.reason).toMatch(/certificate/);
    });
  });
});
