import { describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../../../../collector/ledger/schema.ts';
import { composeMessage } from '../../../../collector/notify/compose.ts';
import type { MessageFacts } from '../../../../collector/notify/words.ts';
import type { Language } from '../../../../config/messages.ts';
import { translator } from '../../../../config/messages.ts';

import type { IncidentEvent } from '../../../../model/incident.ts';

const PROOF =
  'stamp,agent=core,role=reach,site=mu-cang-chai sent=12i,received=0i,confirmed=true 1795408509000000000';

const incident: IncidentRecord = {
  id: 17,
  subject: 'site:mu-cang-chai',
  site: 'mu-cang-chai',
  kind: 'down',
  opened_ms: Date.UTC(2026, 10, 23, 7, 5, 9),
  resolved_ms: null,
  proof: PROOF,
  severity: 'critical',
  title: null,
  cause: null,
  cause_author: null,
  acknowledged_ms: null,
  acknowledged_by: null,
  assignee: null,
  flapping_ms: null,
  merged_into: null,
};

function message(
  language: Language,
  event: IncidentEvent,
  more: Partial<IncidentRecord> = {},
  facts: Partial<MessageFacts> = {},
) {
  const all: MessageFacts = {
    incident: { ...incident, ...more },
    event,
    subjectName: 'UBND huyện Mù Cang Chải',
    siteShortName: 'MCC',
    behind: 0,
    title: 'Mạng truyền số liệu chuyên dùng tỉnh Yên Bái',
    timeZone: 'Asia/Ho_Chi_Minh',
    ...facts,
  };
  const composed = composeMessage(all, translator(language), language);
  if (!composed) throw new Error('nobody is told');
  return composed;
}

const resolved = { resolved_ms: incident.opened_ms + 31 * 60_000 };

describe('a message', () => {
  it('tells in Vietnamese that something is down', () => {
    expect(message('vi', 'opened')).toMatchObject({
      subject: '[Sự cố #17] UBND huyện Mù Cang Chải mất kết nối từ 14:05:09 23/11/2026',
      text: `UBND huyện Mù Cang Chải mất kết nối từ 14:05:09 23/11/2026.

Sự cố: #17
Bằng chứng: trạm đo core gửi 12 gói tin, nhận về 0 (stamp, 11:35:09 23/11/2026)

Mạng truyền số liệu chuyên dùng tỉnh Yên Bái
Canh Mạng`,
    });
  });

  it('tells in Vietnamese that it is up again', () => {
    expect(message('vi', 'resolved', resolved)).toMatchObject({
      subject: '[Sự cố #17] UBND huyện Mù Cang Chải đã hoạt động lại lúc 14:36:09 23/11/2026',
      text: `UBND huyện Mù Cang Chải đã hoạt động lại lúc 14:36:09 23/11/2026, sau khoảng 31 phút gián đoạn (từ 14:05:09 23/11/2026).

Sự cố: #17

Mạng truyền số liệu chuyên dùng tỉnh Yên Bái
Canh Mạng`,
    });
  });

  it('tells in English that something is down', () => {
    const { subject, text } = message('en', 'opened');
    expect(subject).toBe('[Incident #17] UBND huyện Mù Cang Chải is down since 23/11/2026, 14:05:09');
    expect(text).toContain(
      'Evidence: agent core sent 12 packet(s), 0 came back (stamp, 23/11/2026, 11:35:09)\n',
    );
  });

  it('tells in English that it is up again', () => {
    const { subject, text } = message('en', 'resolved', resolved);
    expect(subject).toBe('[Incident #17] UBND huyện Mù Cang Chải is up again at 23/11/2026, 14:36:09');
    expect(text).toContain('after an outage of about 31 minute(s) (from 23/11/2026, 14:05:09)');
  });

  it('has the times of the installation’s zone', () => {
    expect(message('vi', 'opened', {}, { timeZone: 'UTC' }).subject).toContain('07:05:09 23/11/2026');
  });

  it('calls the shortest outage a minute', () => {
    expect(message('vi', 'resolved', { resolved_ms: incident.opened_ms + 1_000 }).text).toContain(
      'khoảng 1 phút',
    );
  });

  it('shows what proves it in words, and what cannot be read as it was stored', () => {
    const shown = (proof: string) => message('vi', 'opened', { proof }).text;
    expect(shown('snmp,agent=core,device=rt cpu_percent=97.5,confirmed=true 1795408509000000000')).toContain(
      'Bằng chứng: trạm đo core: cpu_percent = 97.5 (snmp, 11:35:09 23/11/2026)\n',
    );
    expect(shown('not a measurement')).toContain('Bằng chứng: not a measurement\n');
  });

  it('says so where there is no evidence', () => {
    expect(message('vi', 'opened', { proof: null }).text).toContain('Bằng chứng: -\n');
  });

  it('leaves names as they are, with signs that HTML would change', () => {
    expect(message('vi', 'opened', {}, { subjectName: 'Phòng "A" & <B>' }).subject).toContain(
      'Phòng "A" & <B>',
    );
  });

  it('says how many sites are behind it', () => {
    expect(message('vi', 'opened', {}, { behind: 9 }).text).toContain(
      '\nKéo theo 9 điểm kết nối phía sau.\n',
    );
  });

  it('tells of flapping once, and that it has settled', () => {
    expect(message('vi', 'flapping').subject).toContain('chập chờn');
    expect(message('vi', 'settled', resolved).subject).toContain('đã ổn định từ 14:36:09');
  });

  it('says what else than a failure it is', () => {
    expect(message('vi', 'opened', { kind: 'agent-silent' }).subject).toContain(': trạm đo im lặng từ');
    expect(message('vi', 'opened', { kind: 'wan-busy', title: 'đường truyền quá tải' }).subject).toContain(
      ': đường truyền quá tải từ',
    );
  });

  it('is not made of what nobody is told', () => {
    expect(() => message('vi', 'affected')).toThrow('nobody is told');
  });
});
