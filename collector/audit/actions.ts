/** What the audit calls what people do. A name that is written is never given another meaning. */
export const AUDIT_ACTIONS = [
  'agent.code',
  'agent.enrol',
  'agent.revoke',
  'backup.make',
  'bundle.offer',
  'bundle.refused',
  'bundle.withdraw',
  'incident.acknowledge',
  'incident.assign',
  'incident.cause',
  'incident.comment',
  'incident.merge',
  'incident.open',
  'incident.resolve',
  'incident.unmerge',
  'inventory.import',
  'maintenance.add',
  'maintenance.cancel',
  'maintenance.replace',
  'notify.test',
  'outbox.discard',
  'outbox.retry',
  'session.begin',
  'session.end',
  'session.refused',
  'site.note',
  'site.note_withdraw',
  'store.copy',
  'test.end',
  'test.start',
  'test.stop',
  'token.issue',
  'token.revoke',
  'user.add',
  'user.change',
  'user.invite',
  'user.password',
  'user.second_factor',
  'user.unlock',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What belongs to an act, as people read it: `assignee="Lan" text="…"`; what is `undefined` is left out. */
export function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ');
}
