import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeProblem, translator } from '../../../config/messages.ts';
import { ConfigError } from '../../../config/problem.ts';
import { hasShippedTitle, loadRules, parseRules, remarksOn } from '../../../config/rules.ts';
import { ruleSchema } from '../../../config/schema/rules.ts';

const RULE = `
  - name: load
    title: { vi: tải cao, en: high load }
    of: agent
    metrics: [{ measurement: system, field: load1 }]
    levels: [{ severity: warning, raise: 4, clear: 2 }]`;

function problemsOf(text: string): string[] {
  try {
    parseRules('rules.yaml', text, loadRules(undefined));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => describeProblem(problem, translator('en')));
  }
}

describe('rules that ship', () => {
  const shipped = loadRules(undefined);

  it.each(shipped.map(({ name }) => name))('%s has a title in the catalogues', (name) =>
    expect(hasShippedTitle(name)).toBe(true),
  );

  it('can be done without, one or all, and be replaced', () => {
    const names = (text: string) => parseRules('rules.yaml', text, shipped).map(({ name }) => name);
    expect(names('without: [room-mos]')).toEqual(
      shipped.map(({ name }) => name).filter((name) => name !== 'room-mos'),
    );
    expect(names(`without: [all]\nrules:${RULE}`)).toEqual(['load']);
    const own = parseRules('rules.yaml', `rules:${RULE.replace('name: load', 'name: device-cpu')}`, shipped);
    expect(own.filter(({ name }) => name === 'device-cpu')).toMatchObject([{ of: 'agent' }]);
    expect(own).toHaveLength(shipped.length);
  });
});

describe('docs/rules.md', () => {
  const page = readFileSync('docs/rules.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);

  it('has a row for every key of a rule, in their order, and for no other', () => {
    expect(rows).toEqual(Object.keys(ruleSchema.shape));
  });

  it('has an example that is valid', () => {
    const example = /```yaml\n(without[^`]*)```/.exec(page)?.[1] ?? '';
    expect(parseRules('rules.md', example, loadRules(undefined)).map(({ name }) => name)).not.toContain(
      'device-memory',
    );
  });
});

describe('a rules file', () => {
  it('has defaults for what most rules do not need', () => {
    expect(parseRules('rules.yaml', `rules:${RULE}`, [])).toMatchObject([
      {
        aggregate: 'last',
        when: 'above',
        hold: { raise: 0, clear: 0 },
        silence: 1_800_000,
        during_outage: false,
      },
    ]);
  });

  it.each([
    ['rules: [', /^rules\.yaml:\d+:\d+: not valid YAML/],
    [`rules:${RULE}\n    colour: red`, /^rules\.yaml:7:5: there is no key "rules.0.colour"/],
    [`rules:${RULE.replace('of: agent', 'of: province')}`, /^rules\.yaml:4:9: rules.0.of/],
    [
      `rules:${RULE.replace(/ {4}metrics.*\n/, '')}`,
      /^rules\.yaml:2:5: rules.0.metrics: this value is missing/,
    ],
    [
      `rules:${RULE.replace('clear: 2', 'clear: 5')}`,
      /^rules\.yaml:6:52: rules.0.levels.0.clear: clear has to be/,
    ],
    [`rules:${RULE.replace('clear: 2', 'clear: 5')}\n    when: equal`, /clear has to be on the good side/],
    [
      `rules:${RULE.replace('clear: 2 }', 'clear: 2 }, { severity: major, raise: 3, clear: 2 }')}`,
      /^rules\.yaml:6:83: .*levels go from the mildest/,
    ],
    [
      `rules:${RULE.replace('clear: 2 }', 'clear: 2 }, { severity: info, raise: 8 }')}`,
      /^rules\.yaml:6:69: .*each level is more severe/,
    ],
    [
      `rules:${RULE}\n    by_class: { commune: [{ severity: info, raise: 1, clear: 2 }] }`,
      /^rules\.yaml:7:\d+: rules.0.by_class.commune.0.clear/,
    ],
    [`rules:${RULE}\n    hold: { raise: 5 }`, /^rules\.yaml:7:20: .*is not a duration/],
    [`rules:${RULE}\n    schedule: { hours: 7-18 }`, /^rules\.yaml:7:24: .*is not a stretch of the day/],
    [`rules:${RULE}${RULE}`, /^rules\.yaml:7:11: the id "load" is used in line 2 already/],
    [`rules:${RULE.replace(/ {4}title.*\n/, '')}`, /^rules\.yaml:2:11: rules.0.title: this value is missing/],
    [
      'without: [jitter]',
      /^rules\.yaml:1:11: no rule that ships is called "jitter"; there are: device-restarted/,
    ],
  ])('that is wrong is told where: %j', (text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(expected)]);
  });

  it('that cannot be read is named', () => {
    expect(() => loadRules('/nowhere/rules.yaml')).toThrow(ConfigError);
  });
});

describe('remarks on a rules file', () => {
  const remarksOf = (text: string) =>
    remarksOn('rules.yaml', text).map((remark) => describeProblem(remark, translator('en')));

  it('are none where all is measured, as in the rules that ship', () => {
    expect(remarksOf(`rules:${RULE}`)).toEqual([]);
    expect(remarksOf(readFileSync('config/defaults/rules.yaml', 'utf8'))).toEqual([]);
  });

  it('name the place of a measurement and of a field that nobody of ours writes, and what there is', () => {
    expect(remarksOf(`rules:${RULE.replace('system', 'systen')}`)).toEqual([
      expect.stringMatching(
        /^rules.yaml:5:\d+: this program writes no measurement called "systen".*\bping\b/,
      ),
    ]);
    expect(remarksOf(`rules:${RULE.replace('load1 ', 'lod1 ')}`)).toEqual([
      expect.stringMatching(/^rules.yaml:5:\d+: measurement "system" has no field "lod1".*\bload1\b/),
    ]);
  });
});
