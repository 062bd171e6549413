/** What is different from one inventory to another. Pure. */
import type { Inventory } from './inventory.ts';

export const KINDS = ['units', 'sites', 'devices', 'lines', 'rooms'] as const;
export type Kind = (typeof KINDS)[number];

export interface Change {
  readonly kind: Kind;
  readonly change: 'added' | 'removed' | 'changed';
  readonly id: string;
  readonly name: string;
  /** Of `changed`: each field that is different. */
  readonly fields: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}

type Entry = Readonly<Record<string, unknown>>;

export function changesOf(before: Inventory, after: Inventory): Change[] {
  return KINDS.flatMap((kind) => changesOfKind(kind, entries(kind, before), entries(kind, after)));
}

/** By what tells them apart; of a unit that is its code and since when. */
function entries(kind: Kind, inventory: Inventory): Map<string, Entry> {
  const list: readonly object[] = inventory[kind];
  return new Map(list.map((object) => [idOf(kind, { ...object }), { ...object }]));
}

function idOf(kind: Kind, entry: Entry): string {
  if (kind !== 'units') return write(entry.id);
  return [entry.code, entry.validFrom]
    .filter((part) => part !== undefined)
    .map(write)
    .join('@');
}

function changesOfKind(
  kind: Kind,
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
): Change[] {
  const named = (id: string, entry: Entry) => ({ kind, id, name: write(entry.name ?? entry.carrier) });
  const removed = [...before].filter(([id]) => !after.has(id));
  const added = [...after].filter(([id]) => !before.has(id));
  const changed = [...after].flatMap(([id, entry]): Change[] => {
    const earlier = before.get(id);
    const fields = earlier ? differences(earlier, entry) : [];
    return fields.length === 0 ? [] : [{ ...named(id, entry), change: 'changed', fields }];
  });
  return [
    ...added.map(([id, entry]): Change => ({ ...named(id, entry), change: 'added', fields: [] })),
    ...removed.map(([id, entry]): Change => ({ ...named(id, entry), change: 'removed', fields: [] })),
    ...changed,
  ];
}

function differences(before: Entry, after: Entry): Change['fields'] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].flatMap((field) => {
    const [from, to] = [write(before[field]), write(after[field])];
    return from === to ? [] : [{ field, from, to }];
  });
}

function write(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
