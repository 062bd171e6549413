/** Every route by which a person changes anything names what the audit calls it. */
import { describe, expect, it } from 'vitest';
import { ROUTES, WRITING_ROUTES } from '../../../../collector/api/routes/all.ts';
import { AUDIT_ACTIONS, detailText } from '../../../../collector/audit/actions.ts';
import { ROLE_TABLE } from '../../../setup/role-table.ts';

/** What programs do, and what asks for something by POST without doing anything. */
const NOT_OF_PEOPLE = [
  'POST /api/v1/account/second-factor',
  'POST /api/v1/agent/bundle',
  'POST /api/v1/agent/tests/:id',
  'POST /api/v1/inventory/preview',
  'POST /api/v1/maintenance/preview',
  'POST /api/v1/rules/check',
  'POST /api/v1/rules/replay',
  'POST /api/v1/setup/look',
  'POST /api/v2/write',
  'POST /query',
  'POST /write',
];

const nameOf = ({ method, url }: { method: string; url: string }) => `${method} ${url}`;

describe('routes', () => {
  const all = [...ROUTES, ...WRITING_ROUTES];

  it('that change anything are in the audit, but for those of programs', () => {
    const silent = all.filter(({ method, audit }) => method !== 'GET' && audit === undefined).map(nameOf);
    expect(silent.sort()).toEqual(NOT_OF_PEOPLE);
  });

  it('need the role that the table says', () => {
    const roles = Object.entries(ROLE_TABLE).flatMap(([role, names]) => names.map((name) => [name, role]));
    const sorted = (pairs: string[][]) => pairs.map((pair) => pair.join(' ')).sort();
    expect(sorted(all.map((route) => [nameOf(route), route.role]))).toEqual(sorted(roles));
  });

  it('that read are not', () => {
    expect(all.filter(({ method, audit }) => method === 'GET' && audit !== undefined)).toEqual([]);
  });

  it('name acts that are in the list, in order and once', () => {
    expect([...AUDIT_ACTIONS]).toEqual([...new Set(AUDIT_ACTIONS)].sort());
  });
});

describe('what belongs to an act', () => {
  it.each([
    [{}, ''],
    [{ text: undefined, assignee: null }, 'assignee=null'],
    [{ text: 'hai\ndòng "trích"', ids: [1, 2] }, 'text="hai\\ndòng \\"trích\\"" ids=[1,2]'],
  ])('%j is written as %s', (detail, text) => {
    expect(detailText(detail)).toBe(text);
  });
});
