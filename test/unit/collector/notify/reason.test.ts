import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reasonOfFailure } from '../../../../collector/notify/reason.ts';

it('a reason is a line that changes no terminal, whatever the other side said', () => {
  expect(reasonOfFailure(new Error('550 no\r\n\u001b[2Jsuch\u0000 mailbox\u202e '))).toBe(
    '550 no [2Jsuch  mailbox',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      const reason = reasonOfFailure(text);
      expect(reason.length).toBeLessThanOrEqual(500);
      expect(reason).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});
