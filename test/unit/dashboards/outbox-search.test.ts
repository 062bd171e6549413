import { describe, expect, it } from 'vitest';
import { outboxParams, readOutboxSearch } from '../../../dashboards/web/src/lib/outbox-search.ts';

describe('which messages are listed', () => {
  it.each([
    [{}, {}],
    [
      { status: 'dead', medium: 'sms', q: 'An' },
      { status: 'dead', medium: 'sms', q: 'An' },
    ],
    // Digits arrive as a number.
    [{ q: 912_000_003 }, { q: '912000003' }],
    [{ status: 'lost', medium: ['sms'], q: { toString: 1 } }, {}],
    [{ q: 'x'.repeat(5_000) }, { q: 'x'.repeat(100) }],
  ])('%j is read as %j', (raw, search) => {
    expect(readOutboxSearch(raw)).toEqual(search);
  });

  it('is asked in the one form of accents that names are written in', () => {
    expect(outboxParams({ q: ` ${'Trực'.normalize('NFD')} ` })).toEqual({ q: 'Trực'.normalize('NFC') });
    expect(outboxParams({ q: '  ' })).toEqual({});
  });
});
