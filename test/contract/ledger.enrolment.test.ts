import { describe, expect, it } from 'vitest';
import { issueCode, redeemCode, revokeAgent } from '../../collector/api/auth/enrolment.ts';
import { hashToken, holderOf, issueToken } from '../../collector/api/auth/tokens.ts';
import { readAgents, writeAgent } from '../../collector/ledger/agents.ts';
import { formatCode } from '../../model/enrolment.ts';
import { ledgerInMemory } from './open-ledger.ts';

const NOW = 1_750_000_000_000;
const DAY = 86_400_000;

describe('a code', () => {
  it('lets one token of its agent in, and the agent’s earlier one ends', async () => {
    const ledger = await ledgerInMemory();
    const before = await issueToken(ledger, 'agent', 'tram-tau', 0);
    const { code, expiresMs } = await issueCode(ledger, 'tram-tau', NOW);
    expect(expiresMs).toBe(NOW + DAY);
    expect(await redeemCode(ledger, code, hashToken('new'), NOW + 1)).toEqual({
      kind: 'enrolled',
      agent: 'tram-tau',
    });
    expect(await holderOf(ledger, 'new', NOW)).toMatchObject({ kind: 'agent', holder: 'tram-tau' });
    expect(await holderOf(ledger, before, NOW)).toBeUndefined();
    expect(await readAgents(ledger)).toMatchObject([{ id: 'tram-tau', enrolled_ms: NOW + 1 }]);
  });

  it.each([(code: string) => formatCode(code).toLowerCase(), (code: string) => ` ${code} `])(
    'is taken as people type it',
    async (typed) => {
      const ledger = await ledgerInMemory();
      const { code } = await issueCode(ledger, 'a', NOW);
      expect((await redeemCode(ledger, typed(code), 'hash', NOW)).kind).toBe('enrolled');
    },
  );

  it('is good once, but for the same token again when the answer was lost', async () => {
    const ledger = await ledgerInMemory();
    const { code } = await issueCode(ledger, 'a', NOW);
    await redeemCode(ledger, code, 'first', NOW);
    expect(await redeemCode(ledger, code, 'second', NOW)).toEqual({ kind: 'code_used' });
    expect((await redeemCode(ledger, code, 'first', NOW)).kind).toBe('enrolled');
  });

  it('expires, and still says so a month later', async () => {
    const ledger = await ledgerInMemory();
    const { code } = await issueCode(ledger, 'a', NOW, 60_000);
    expect((await redeemCode(ledger, code, 'hash', NOW + 60_000)).kind).toBe('code_expired');
    await issueCode(ledger, 'b', NOW + 29 * DAY);
    expect((await redeemCode(ledger, code, 'hash', NOW + 29 * DAY)).kind).toBe('code_expired');
    await issueCode(ledger, 'b', NOW + 31 * DAY);
    expect((await redeemCode(ledger, code, 'hash', NOW + 31 * DAY)).kind).toBe('code_unknown');
  });

  it('ends with the next one for its agent, and with no other', async () => {
    const ledger = await ledgerInMemory();
    const first = await issueCode(ledger, 'a', NOW);
    const other = await issueCode(ledger, 'b', NOW);
    await issueCode(ledger, 'a', NOW + 1);
    expect((await redeemCode(ledger, first.code, 'hash', NOW + 2)).kind).toBe('code_expired');
    expect((await redeemCode(ledger, other.code, 'hash', NOW + 2)).kind).toBe('enrolled');
  });

  it.each(['', '0000000000', 'short', 'UUUUUUUUUU', "' or 1=1 --"])('"%s" is none', async (typed) => {
    const ledger = await ledgerInMemory();
    await issueCode(ledger, 'a', NOW);
    expect(await redeemCode(ledger, typed, 'hash', NOW)).toEqual({ kind: 'code_unknown' });
  });

  it('is kept as a hash only', async () => {
    const ledger = await ledgerInMemory();
    const { code } = await issueCode(ledger, 'a', NOW);
    const rows = await ledger.selectFrom('enrolment_code').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});

describe('revoking an agent', () => {
  it('ends its token, its code, and the way back that its old code was', async () => {
    const ledger = await ledgerInMemory();
    const used = await issueCode(ledger, 'a', NOW);
    await redeemCode(ledger, used.code, hashToken('token'), NOW);
    const unused = await issueCode(ledger, 'a', NOW);
    expect(await revokeAgent(ledger, 'a', NOW + 1)).toBe(true);
    expect(await holderOf(ledger, 'token', NOW)).toBeUndefined();
    expect((await redeemCode(ledger, used.code, hashToken('token'), NOW + 2)).kind).toBe('code_used');
    expect((await redeemCode(ledger, unused.code, 'other', NOW + 2)).kind).toBe('code_expired');
    expect(await readAgents(ledger)).toMatchObject([{ id: 'a', enrolled_ms: NOW, revoked_ms: NOW + 1 }]);
  });

  it('is undone by a new code', async () => {
    const ledger = await ledgerInMemory();
    await issueToken(ledger, 'agent', 'a', NOW);
    await revokeAgent(ledger, 'a', NOW);
    const { code } = await issueCode(ledger, 'a', NOW + 1);
    await redeemCode(ledger, code, 'hash', NOW + 2);
    expect(await readAgents(ledger)).toMatchObject([{ id: 'a', enrolled_ms: NOW + 2, revoked_ms: null }]);
  });

  it('says that there was nothing to take away', async () => {
    const ledger = await ledgerInMemory();
    expect(await revokeAgent(ledger, 'a', NOW)).toBe(false);
    expect(await readAgents(ledger)).toEqual([]);
  });
});

it('facts of an agent leave its other facts alone', async () => {
  const ledger = await ledgerInMemory();
  await writeAgent(ledger, 'a', { enrolled_ms: 1 });
  await writeAgent(ledger, 'a', { seen_ms: 2, version: '1.0.0' });
  expect(await readAgents(ledger)).toEqual([
    { id: 'a', enrolled_ms: 1, revoked_ms: null, seen_ms: 2, version: '1.0.0', clock_offset_ms: null },
  ]);
});
