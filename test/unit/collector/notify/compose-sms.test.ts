import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../../../../collector/ledger/schema.ts';
import { composeMessage } from '../../../../collector/notify/compose.ts';
import { composeBundle, composeBundleSms } from '../../../../collector/notify/compose-bundle.ts';
import { composeSms } from '../../../../collector/notify/compose-sms.ts';
import type { MessageFacts } from '../../../../collector/notify/words.ts';
import { demoConfigPath, loadConfig } from '../../../../config/load.ts';
import { LANGUAGES, translator } from '../../../../config/messages.ts';
import { gsmSeptets, toGsmText } from '../../../../model/gsm-text.ts';
import { CAUSES, SEVERITIES } from '../../../../model/incident.ts';

const OPENED_MS = Date.UTC(2026, 10, 23, 7, 5, 9);
const { sites, rooms } = loadConfig(demoConfigPath(), '2025-06-30').inventory;

const incident: IncidentRecord = {
  id: 17,
  subject: 'site:mu-cang-chai',
  site: 'mu-cang-chai',
  kind: 'down',
  opened_ms: OPENED_MS,
  resolved_ms: null,
  proof: null,
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

function facts(more: Partial<IncidentRecord> = {}, others: Partial<MessageFacts> = {}): MessageFacts {
  return {
    incident: { ...incident, ...more },
    event: 'opened',
    subjectName: 'UBND huyện Mù Cang Chải',
    siteShortName: 'MCC',
    behind: 9,
    title: 'Mạng truyền số liệu chuyên dùng',
    timeZone: 'Asia/Ho_Chi_Minh',
    ...others,
  };
}

const t = translator('vi');

describe('an SMS', () => {
  it('has number, site, state, since when and cause, then the rest', () => {
    expect(composeSms(facts({ cause: 'power' }), t)).toBe(
      '#17 MCC mat ket noi tu 14:05 23/11. Do: mat dien. Keo theo 9 diem. UBND huyen Mu Cang Chai',
    );
  });

  it('says when it is over, and that nobody has answered', () => {
    expect(
      composeSms(facts({ resolved_ms: OPENED_MS + 60_000 }, { event: 'resolved', behind: 0 }), t),
    ).toMatch(/^#17 MCC hoat dong lai luc 14:06 23\/11, gian doan tu 14:05 23\/11\./);
    expect(composeSms(facts({}, { unansweredMinutes: 15 }), t)).toContain('CHUA AI XAC NHAN');
  });

  it('of a room that is cut off does not read as if its site were', () => {
    const about = facts({ subject: 'room:r-1' }, { subjectName: 'Phòng họp trực tuyến', behind: 0 });
    expect(composeSms(about, t)).toBe('#17 MCC diem cau mat ket noi tu 14:05 23/11. Phong hop truc tuyen');
  });

  it('leaves out what matters least: the name is cut first, number, site, time and cause stay', () => {
    const title = 'x'.repeat(60);
    const sms = composeSms(
      facts({ kind: 'rule', title, cause: 'line' }, { subjectName: 'ắ'.repeat(200) }),
      t,
    )!;
    expect(gsmSeptets(sms)).toBe(160);
    expect(sms).toMatch(/^#17 MCC x{60} tu 14:05 23\/11\. Do: duong truyen\. a+$/);
  });

  it('is one segment with number, site and time for every name of the demonstration and any title', () => {
    const names = [...sites.map(({ id, name }) => ({ site: id, name })), ...rooms];
    const shortNames = new Map(sites.map(({ id, shortName }) => [id, shortName]));
    const someFacts = fc.record({
      place: fc.constantFrom(...names),
      id: fc.integer({ min: 1, max: 9_999_999 }),
      kind: fc.constantFrom('down', 'agent-silent', 'rule'),
      title: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
      cause: fc.option(fc.constantFrom(...CAUSES)),
      event: fc.constantFrom('opened', 'reopened', 'resolved', 'flapping', 'settled', 'escalated'),
      severity: fc.constantFrom(...SEVERITIES),
      language: fc.constantFrom(...LANGUAGES),
      behind: fc.integer({ min: 0, max: 200 }),
      unanswered: fc.boolean(),
    });
    fc.assert(
      fc.property(someFacts, ({ place, id, kind, title, cause, event, severity, ...more }) => {
        const subject = 'level' in place ? ('room:x' as const) : (`site:${place.site}` as const);
        const shortName = shortNames.get(place.site)!;
        const sms = composeSms(
          facts(
            { id, kind, title, cause, severity, subject, resolved_ms: OPENED_MS + 60_000 },
            {
              event,
              subjectName: place.name,
              siteShortName: shortName,
              behind: more.behind,
              unansweredMinutes: more.unanswered ? 15 : undefined,
            },
          ),
          translator(more.language),
        )!;
        expect(gsmSeptets(sms)).toBeLessThanOrEqual(160);
        expect(sms.startsWith(`#${id} ${shortName} `)).toBe(true);
        expect(sms).toMatch(/14:0[56] 23\/11/);
        if (cause && kind === 'down')
          expect(sms).toContain(toGsmText(translator(more.language)(`cause.${cause}`)));
      }),
    );
  });
});

describe('a message about several incidents', () => {
  const many = Array.from(
    { length: 40 },
    (_, index): IncidentRecord => ({
      ...incident,
      id: index + 1,
      cause: index < 30 ? 'power' : null,
      severity: index === 39 ? 'critical' : 'major',
      resolved_ms: index < 10 ? OPENED_MS + 60_000 : null,
    }),
  );
  const bundle = {
    bundle: 'storm' as const,
    incidents: many,
    atMs: OPENED_MS,
    nameOf: () => 'UBND <huyện>',
    shortNameOf: ({ id }: IncidentRecord) => `S${id}`,
    title: 'Mạng',
    timeZone: 'Asia/Ho_Chi_Minh',
  };

  it('counts, names the top causes, and lists the worst first', () => {
    const { subject, text, html } = composeBundle(bundle, t, 'vi');
    expect(subject).toContain('40 sự cố');
    expect(text).toContain('40 sự cố, 30 còn tiếp diễn.\nChủ yếu: mất điện 30, mất kết nối 10.');
    expect(text.indexOf('#40 ')).toBeLessThan(text.indexOf('#39 '));
    expect(text).toContain('và 20 sự cố khác');
    expect(html).toContain('UBND &lt;huyện&gt;');
  });

  it('as an SMS names sites as long as there is room', () => {
    const sms = composeBundleSms(bundle, t);
    expect(gsmSeptets(sms)).toBeLessThanOrEqual(160);
    expect(sms).toMatch(
      /^40 su co, 30 con tiep dien luc 14:05 23\/11\. Chu yeu: mat dien 30, mat ket noi 10\. S40, /,
    );
  });
});

describe('a mail', () => {
  it('leads to the page and to the acknowledgement, and is HTML that nothing breaks', () => {
    const { text, html } = composeMessage(
      facts(
        { proof: '<script>"&' },
        { pageUrl: 'https://x.vn/incidents/17', acknowledgeUrl: 'https://x.vn/ack?a=1&b=2' },
      ),
      t,
      'vi',
    )!;
    expect(text).toContain('https://x.vn/ack?a=1&b=2');
    expect(html).toContain('<a href="https://x.vn/ack?a=1&amp;b=2"');
    expect(html).not.toContain('<script>');
  });
});
