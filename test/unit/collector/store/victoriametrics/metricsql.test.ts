import { describe, expect, it } from 'vitest';
import { by, namesOf, selector } from '../../../../../collector/store/victoriametrics/metricsql.ts';

describe('MetricsQL', () => {
  it('selects the series of a field with tags, odd characters in their names too', () => {
    expect(selector('ping', 'rtt', { site: 'a"b', 'my tag': 'đ' })).toBe(
      '{_measurement="ping",__name__="ping_rtt",site="a\\"b",my\\ tag="đ"}',
    );
    expect(selector('ping', undefined, {})).toBe('{_measurement="ping"}');
    expect(by('my tag', 'vmrange')).toBe('by (my\\ tag, vmrange)');
  });

  it('has the measurement in a label, wherever underscores are', () => {
    const metric = { __name__: 'net_response_result_code', _measurement: 'net_response', site: 'a' };
    expect(namesOf(metric)).toEqual({
      measurement: 'net_response',
      field: 'result_code',
      tags: { site: 'a' },
    });
    expect(namesOf({ __name__: 'go_threads' })).toBeUndefined();
  });
});
