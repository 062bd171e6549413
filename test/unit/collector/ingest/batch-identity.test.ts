import { describe, expect, it } from 'vitest';
import { parseBatchIdentity } from '../../../../collector/ingest/batch-identity.ts';

const EPOCH = '2f1c0a3e-9a4b-4f0e-8a53-0d1f8f2e7c11';

describe('parseBatchIdentity', () => {
  it('reads agent, epoch, first and last', () => {
    expect(parseBatchIdentity(`agent=mu-cang-chai;epoch=${EPOCH};first=7;last=12`)).toEqual({
      agent: 'mu-cang-chai',
      epoch: EPOCH,
      first: 7,
      last: 12,
    });
  });

  it('reads a batch of one record', () => {
    expect(parseBatchIdentity('agent=a;epoch=e;first=1;last=1')).toMatchObject({ first: 1, last: 1 });
  });

  it.each([
    ['empty', ''],
    ['without an agent', 'epoch=e;first=1;last=2'],
    ['in another order', 'epoch=e;agent=a;first=1;last=2'],
    ['with an empty range', 'agent=a;epoch=e;first=3;last=2'],
    ['from before the first record', 'agent=a;epoch=e;first=0;last=2'],
    ['with a negative number', 'agent=a;epoch=e;first=-1;last=2'],
    ['with a number that a double does not hold', 'agent=a;epoch=e;first=1;last=9999999999999999'],
    ['with an agent that is no id', 'agent=A b;epoch=e;first=1;last=2'],
    ['with something behind', 'agent=a;epoch=e;first=1;last=2;x=1'],
    ['with a line feed behind', 'agent=a;epoch=e;first=1;last=2\n'],
  ])('refuses one that is %s', (_, header) => expect(parseBatchIdentity(header)).toBeUndefined());
});
