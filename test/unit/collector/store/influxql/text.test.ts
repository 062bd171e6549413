import { describe, expect, it } from 'vitest';
import { literal, name, where } from '../../../../../collector/store/influxql/text.ts';

describe('InfluxQL', () => {
  it('has names and values that cannot be anything else', () => {
    expect(name('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
    expect(literal(`x' OR 'a'='a`)).toBe(`'x\\' OR \\'a\\'=\\'a'`);
  });

  it('looks at a half-open range and at tags', () => {
    expect(where({ tags: { site: 'a', 'my tag': 'b' }, fromMs: 1, toMs: 2 })).toBe(
      `WHERE time >= 1ms AND time < 2ms AND "site" = 'a' AND "my tag" = 'b'`,
    );
  });
});
