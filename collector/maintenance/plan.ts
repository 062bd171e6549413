/** What is planned for what: the windows of the configuration and of the ledger, as one. */
import type { Inventory } from '../../model/inventory.ts';
import type { MaintenanceWindow, Stretch } from '../../model/maintenance.ts';
import { joinStretches, stretchesOf } from '../../model/maintenance.ts';
import type { SubjectId } from '../../model/state.ts';
import { subjectId } from '../../model/state.ts';
import { UnitTree } from '../../model/unit-tree.ts';

/** Occurrences of this long around now are kept worked out. */
const HORIZON_MS = 36 * 3_600_000;

interface KnownWindow {
  readonly window: MaintenanceWindow;
  readonly subjects: ReadonlySet<SubjectId>;
}

export class MaintenancePlan {
  readonly #inventory: Inventory;
  readonly #units: UnitTree;
  readonly #fixed: readonly MaintenanceWindow[];
  #windows: readonly KnownWindow[] = [];
  #near: { readonly fromMs: number; readonly toMs: number; readonly bySubject: Map<SubjectId, Stretch[]> } = {
    fromMs: 0,
    toMs: 0,
    bySubject: new Map(),
  };

  /** @param fixed windows of the configuration. */
  constructor(inventory: Inventory, fixed: readonly MaintenanceWindow[]) {
    this.#inventory = inventory;
    this.#units = new UnitTree(inventory.units);
    this.#fixed = fixed;
    this.take([]);
  }

  /** Takes the ledger's windows in place of those that were taken before. */
  take(windows: readonly MaintenanceWindow[]): void {
    this.#windows = [...this.#fixed, ...windows].map((window) => ({
      window,
      subjects: new Set(this.#subjectsOf(window)),
    }));
    this.#near = { fromMs: 0, toMs: 0, bySubject: new Map() };
  }

  get windows(): MaintenanceWindow[] {
    return this.#windows.map(({ window }) => window);
  }

  /**
   * The sites that something planned reaches, also where it is a device of one. Of a unit they are those that were ever in
   * it, as a window of it covers them.
   */
  sitesOf({ kind, id }: MaintenanceWindow['scope']): string[] {
    const { sites, devices, lines, rooms } = this.#inventory;
    if (kind === 'site') return [id];
    if (kind === 'unit') return sites.filter(({ unit }) => this.#isIn(unit, id)).map((site) => site.id);
    const items = { device: devices, line: lines, room: rooms }[kind];
    return items.filter((item) => item.id === id).map(({ site }) => site);
  }

  #isIn(unit: string, code: string): boolean {
    return this.#units.pathFrom(unit).some((above) => above.code === code);
  }

  /**
   * What a window covers. Of a site: all that is there. Of a line: the line, and the site that is reached through it.
   */
  #subjectsOf({ scope: { kind, id } }: MaintenanceWindow): SubjectId[] {
    const { sites, lines } = this.#inventory;
    switch (kind) {
      case 'site':
        return this.#subjectsAt(id);
      case 'unit':
        return sites.filter(({ unit }) => this.#isIn(unit, id)).flatMap((site) => this.#subjectsAt(site.id));
      case 'line': {
        const line = lines.find((candidate) => candidate.id === id);
        return [subjectId('line', id), ...(line ? [subjectId('site', line.site)] : [])];
      }
      case 'device':
      case 'room':
        return [subjectId(kind, id)];
    }
  }

  #subjectsAt(site: string): SubjectId[] {
    const { devices, lines, rooms } = this.#inventory;
    const here = (items: readonly { readonly id: string; readonly site: string }[]) =>
      items.filter((item) => item.site === site).map(({ id }) => id);
    return [
      subjectId('site', site),
      ...here(devices).map((id) => subjectId('device', id)),
      ...here(lines).map((id) => subjectId('line', id)),
      ...here(rooms).map((id) => subjectId('room', id)),
    ];
  }

  /** Planned stretches of a subject that touch a range, in order of time, without overlap. */
  plannedBetween(subject: SubjectId, fromMs: number, toMs: number): Stretch[] {
    const stretches = this.#windows
      .filter(({ subjects }) => subjects.has(subject))
      .flatMap(({ window }) => stretchesOf(window, fromMs, toMs));
    return joinStretches(stretches);
  }

  /** The windows that touch a range of a subject's, each with its own stretches. */
  worksBetween(
    subject: SubjectId,
    fromMs: number,
    toMs: number,
  ): { readonly window: MaintenanceWindow; readonly stretches: Stretch[] }[] {
    return this.#windows
      .filter(({ subjects }) => subjects.has(subject))
      .map(({ window }) => ({ window, stretches: stretchesOf(window, fromMs, toMs) }))
      .filter(({ stretches }) => stretches.length > 0);
  }

  /** Until when a subject is planned to be away, if it is at a moment. */
  plannedUntil(subject: SubjectId, atMs: number): number | undefined {
    const stretches = this.#around(atMs).get(subject) ?? [];
    return stretches.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.toMs;
  }

  /** The note of a window that a subject is in at a moment. */
  noteAt(subject: SubjectId, atMs: number): string | undefined {
    const covering = this.#windows.filter(({ subjects }) => subjects.has(subject));
    return covering.find(({ window }) => stretchesOf(window, atMs, atMs + 1).length > 0)?.window.note;
  }

  #around(atMs: number): Map<SubjectId, Stretch[]> {
    if (atMs >= this.#near.fromMs && atMs < this.#near.toMs) return this.#near.bySubject;
    const [fromMs, toMs] = [atMs - HORIZON_MS / 2, atMs + HORIZON_MS / 2];
    const gathered = new Map<SubjectId, Stretch[]>();
    for (const { window, subjects } of this.#windows) {
      const stretches = stretchesOf(window, fromMs, toMs);
      if (stretches.length === 0) continue;
      for (const subject of subjects) gathered.set(subject, [...(gathered.get(subject) ?? []), ...stretches]);
    }
    const bySubject = new Map([...gathered].map(([subject, found]) => [subject, joinStretches(found)]));
    this.#near = { fromMs, toMs, bySubject };
    return bySubject;
  }
}
