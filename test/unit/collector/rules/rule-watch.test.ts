import { describe, expect, it } from 'vitest';
import { BaselineBook } from '../../../../collector/rules/baseline-book.ts';
import { MINUTE, ruleOf, START, Watching } from './watching.ts';

const OF_AGENT = 'of: agent, metrics: [{ measurement: m, field: v }]';
const LEVELS =
  'levels: [{ severity: warning, raise: 80, clear: 70 }, { severity: major, raise: 95, clear: 90 }]';
const PLAIN = `${OF_AGENT}, ${LEVELS}`;
const TAGS = { site: 'a', agent: 'agent-a' };

/** Feeds values of one series a minute apart; what each led to. */
function follow(
  watching: Watching,
  values: readonly number[],
  fromMinute = 0,
  tags: Record<string, string> = TAGS,
) {
  return values.map((v, index) => watching.sees((fromMinute + index) * MINUTE, 'm', tags, { v }).join());
}

describe('a rule', () => {
  it('goes through its levels up and down, each by its own thresholds', () => {
    expect(follow(new Watching(ruleOf(PLAIN)), [80, 81, 95, 96, 91, 90, 71, 70, 85])).toEqual([
      '',
      'r site:a warning',
      '',
      'r site:a major',
      '',
      'r site:a warning',
      '',
      'r site:a over',
      'r site:a warning',
    ]);
  });

  it('says since when, by which measurement, and of which part', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, hold: { raise: 2m }`));
    follow(watching, [81, 82, 83], 0, { ...TAGS, path: '/data' });
    expect(watching.changes).toMatchObject([
      {
        atMs: START,
        decidedMs: START + 2 * MINUTE,
        title: 'wrong: /data',
        proof: `m,agent=agent-a,path=/data,site=a v=83 ${START + 2 * MINUTE}000000`,
      },
    ]);
  });

  it('is as bad as the worst of the series of its subject', () => {
    const watching = new Watching(ruleOf(PLAIN));
    const other = { ...TAGS, path: '/data' };
    expect(follow(watching, [85])).toEqual(['r site:a warning']);
    expect(follow(watching, [97], 1, other)).toEqual(['r site:a major']);
    expect(follow(watching, [10], 2)).toEqual(['']);
    expect(follow(watching, [75], 3, other)).toEqual(['r site:a warning']);
    expect(follow(watching, [60], 4, other)).toEqual(['r site:a over']);
  });

  it.each([
    ['another tag', { metrics: '[{ measurement: m, field: v, tags: { role: reach } }]' }],
    ['another measurement', { metrics: '[{ measurement: n, field: v }]' }],
    ['another field', { metrics: '[{ measurement: m, field: w }]' }],
  ])('is not about series with %s', (_, { metrics }) => {
    expect(follow(new Watching(ruleOf(`of: agent, metrics: ${metrics}, ${LEVELS}`)), [99])).toEqual(['']);
  });

  it('is not about what the inventory does not know, nor about text', () => {
    const watching = new Watching(ruleOf(PLAIN));
    expect(follow(watching, [99], 0, { site: 'a', agent: 'stranger' })).toEqual(['']);
    expect(watching.sees(0, 'm', TAGS, { v: '99' })).toEqual([]);
  });

  it('judges integers of any size', () => {
    const watching = new Watching(ruleOf(PLAIN));
    expect(watching.sees(0, 'm', TAGS, { v: 2n ** 60n })).toEqual(['r site:a major']);
  });

  it('has levels of their own for a class of sites, or none', () => {
    const rule =
      'of: site, metrics: [{ measurement: m, field: v }], levels: [{ severity: warning, raise: 80 }]';
    const strict = new Watching(
      ruleOf(`${rule}, by_class: { commune: [{ severity: major, raise: 50 }], department: [] }`),
    );
    expect(follow(strict, [60], 0, { site: 'a' })).toEqual(['r site:a major']);
    expect(follow(strict, [99], 0, { site: 'b' })).toEqual(['']);
  });

  it('asks other fields of the point', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, if: { admin: 1 }`));
    expect(watching.sees(0, 'm', TAGS, { v: 99, admin: 2n })).toEqual([]);
    expect(watching.sees(1, 'm', TAGS, { v: 99 })).toEqual([]);
    expect(watching.sees(2, 'm', TAGS, { v: 99, admin: 1n })).toEqual(['r site:a major']);
  });

  it('waits until a series has been fine once', () => {
    const rule = `${OF_AGENT}, when: equal, levels: [{ severity: major, raise: 2 }], once_fine: true`;
    expect(follow(new Watching(ruleOf(rule)), [2, 2, 1, 2, 1])).toEqual([
      '',
      '',
      '',
      'r site:a major',
      'r site:a over',
    ]);
  });

  it('is raised in its hours and on its days only, and cleared at any time', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, schedule: { days: [mon], hours: '07:00-18:00' }`));
    const at = (hour: number, v: number) => watching.sees(hour * 60 * MINUTE, 'm', TAGS, { v });
    expect(at(6.9, 85)).toEqual([]);
    expect(at(7, 85)).toEqual(['r site:a warning']);
    expect(at(18, 60)).toEqual(['r site:a over']);
    expect(at(18.1, 85)).toEqual([]);
    expect(at(24 + 12, 85)).toEqual([]);
  });
});

describe('a symptom', () => {
  it.each(['down', 'unreachable'] as const)('of a site that is %s is not raised', (state) => {
    const watching = new Watching(ruleOf(PLAIN));
    watching.states.set('site:a', state);
    expect(follow(watching, [99, 99])).toEqual(['', '']);
    watching.states.set('site:a', 'up');
    expect(follow(watching, [99], 2)).toEqual(['r site:a major']);
  });

  it('is raised where the rule says so', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, during_outage: true`));
    watching.states.set('site:a', 'down');
    expect(follow(watching, [99])).toEqual(['r site:a major']);
  });

  it('leaves what was raised before as it was', () => {
    const watching = new Watching(ruleOf(PLAIN));
    follow(watching, [85]);
    watching.states.set('site:a', 'down');
    expect(follow(watching, [85, 99], 1)).toEqual(['', '']);
    expect(follow(watching, [60], 3)).toEqual(['r site:a over']);
  });
});

describe('time', () => {
  it('late points raise nothing, nor those of a clock far ahead, nor older ones than the last', () => {
    const watching = new Watching(ruleOf(PLAIN));
    expect(watching.sees(0, 'm', TAGS, { v: 99 }, 6 * MINUTE)).toEqual([]);
    expect(watching.sees(20 * MINUTE, 'm', TAGS, { v: 99 }, 10 * MINUTE)).toEqual([]);
    expect(watching.sees(10 * MINUTE, 'm', TAGS, { v: 10 })).toEqual([]);
    expect(watching.sees(9 * MINUTE, 'm', TAGS, { v: 99 }, 10 * MINUTE)).toEqual([]);
  });

  it('without data an alarm stays, is stale, and is closed without a word', () => {
    const watching = new Watching(ruleOf(PLAIN));
    follow(watching, [99]);
    expect(watching.passes(15 * MINUTE)).toEqual([]);
    expect(watching.watch.staleAlarms(START + 15 * MINUTE)).toEqual([]);
    expect(watching.watch.staleAlarms(START + 16 * MINUTE)).toEqual([
      { kind: 'r', subject: 'site:a', severity: 'major' },
    ]);
    expect(watching.passes(30 * MINUTE)).toEqual([]);
    expect(watching.passes(31 * MINUTE)).toEqual(['r site:a quietly over']);
    expect(watching.passes(62 * MINUTE)).toEqual([]);
    expect(follow(watching, [99], 90)).toEqual(['r site:a major']);
  });

  it('a hold does not go on over a silence', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, hold: { raise: 2m }`));
    follow(watching, [99]);
    expect(follow(watching, [99, 99, 99], 40)).toEqual(['', '', 'r site:a major']);
  });
});

describe('over a restart', () => {
  const open = [{ kind: 'r', subject: 'site:a', severity: 'warning' }] as const;

  it('an alarm goes on, and is not told again', () => {
    expect(follow(new Watching(ruleOf(PLAIN), open), [85, 75])).toEqual(['', '']);
  });

  it('it is not cleared by the first of its series that is heard', () => {
    const watching = new Watching(ruleOf(PLAIN), open);
    expect(follow(watching, [10])).toEqual(['']);
    follow(watching, [85, 85, 85, 85, 85, 85], 1, { ...TAGS, path: '/data' });
    expect(watching.passes(8 * MINUTE)).toEqual([]);
  });

  it('it is cleared once all have had time to be heard', () => {
    const watching = new Watching(ruleOf(PLAIN), open);
    follow(watching, [10, 10]);
    expect(watching.passes(4 * MINUTE)).toEqual([]);
    expect(watching.passes(5 * MINUTE)).toEqual(['r site:a over']);
  });

  it('it is closed without a word when nothing is heard any more', () => {
    const watching = new Watching(ruleOf(PLAIN), open);
    expect(watching.passes(6 * MINUTE)).toEqual([]);
    expect(watching.passes(31 * MINUTE)).toEqual(['r site:a quietly over']);
  });
});

describe('when the file has changed', () => {
  it('a rule that has not goes on, holds and all', () => {
    const watching = new Watching(ruleOf(`${PLAIN}, hold: { raise: 2m }`));
    follow(watching, [99, 99]);
    watching.watch.replace(ruleOf(`${PLAIN}, hold: { raise: 2m }`), START + MINUTE);
    expect(follow(watching, [99], 2)).toEqual(['r site:a major']);
  });

  it('one that has takes its alarms with it', () => {
    const watching = new Watching(ruleOf(PLAIN));
    follow(watching, [99]);
    const milder = PLAIN.replace('raise: 95', 'raise: 120').replace('clear: 90', 'clear: 100');
    watching.watch.replace(ruleOf(milder), START + MINUTE);
    expect(new Set(follow(watching, [85, 85, 85, 85, 85, 85], 1))).toEqual(new Set(['']));
    expect(watching.passes(7 * MINUTE)).toEqual(['r site:a warning']);
  });

  it('alarms of one that is gone are closed without a word', () => {
    const watching = new Watching(ruleOf(PLAIN));
    follow(watching, [99]);
    watching.watch.replace([], START + MINUTE);
    expect(watching.passes(2 * MINUTE)).toEqual(['r site:a quietly over']);
    expect(follow(watching, [99], 3)).toEqual(['']);
  });
});

describe('a baseline rule', () => {
  const rule = ruleOf(
    'of: site, metrics: [{ measurement: m, field: v }], baseline: { floor: 1, learn: 1h }, levels: [{ severity: warning, raise: 6, clear: 3 }]',
  );
  const site = { site: 'a' };
  const usual = Array.from({ length: 90 }, (_, minute) => 20 + (minute % 3));

  it('says nothing before it has learned, and then what is far above the usual', () => {
    expect(new Set(follow(new Watching(rule), [...usual.slice(0, 50), 500], 0, site))).toEqual(new Set(['']));
    expect(follow(new Watching(rule), [...usual, 25, 60, 26, 21], 0, site).slice(-4)).toEqual([
      '',
      'r site:a warning',
      '',
      'r site:a over',
    ]);
  });

  it('does not learn from an outage', () => {
    const watching = new Watching(rule);
    follow(watching, usual, 0, site);
    watching.states.set('site:a', 'down');
    follow(
      watching,
      Array.from({ length: 600 }, () => 5_000),
      90,
      site,
    );
    watching.states.set('site:a', 'up');
    expect(follow(watching, [60], 690, site)).toEqual(['r site:a warning']);
  });

  it('goes on with what it had learned', () => {
    const book = new BaselineBook();
    follow(new Watching(rule, [], book), usual, 0, site);
    expect(follow(new Watching(rule, [], book), [60], 90, site)).toEqual(['r site:a warning']);
  });
});
