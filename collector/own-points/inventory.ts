/**
 * The inventory and its states as points, for programs that read only the store (Grafana). What people call things is in
 * fields, so that a site that is renamed, or whose commune is merged, goes on in its series. Pure.
 */
import type { LoadedConfig } from '../../config/load.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { STATES, subjectId } from '../../model/state.ts';
import { isValidOn, UnitTree } from '../../model/unit-tree.ts';
import { OBSERVER } from './own-points.ts';

/** A menu has no empty entries. */
const NO_UNIT = '-';

type Entry = Pick<Point, 'measurement' | 'tags' | 'fields'>;

/** As menus take it apart again: the id is behind the last space, in parentheses. */
const choiceOf = (name: string, id: string) => `${name} (${id})`;

export class InventoryPoints {
  /** Without the states. */
  readonly #entries = new Map<SubjectId, Entry>();
  readonly #stateOf: (subject: SubjectId) => State | undefined;

  constructor(config: LoadedConfig, stateOf: (subject: SubjectId) => State | undefined) {
    this.#stateOf = stateOf;
    const { sites, lines, rooms } = config.inventory;
    const names = new Map(sites.map(({ id, name }) => [id, name]));
    const unitsOf = unitNames(config);
    const add = (subject: SubjectId, entry: Entry) =>
      this.#entries.set(subject, { ...entry, tags: { ...entry.tags, agent: OBSERVER } });
    for (const { id, name, class: siteClass } of sites) {
      const fields = { name, choice: choiceOf(name, id), class: siteClass, ...unitsOf(id) };
      add(subjectId('site', id), { measurement: 'site_info', tags: { site: id }, fields });
    }
    for (const { id, site, carrier, bandwidthKbps, targetPercent } of lines) {
      const fields = {
        choice: choiceOf(`${names.get(site) ?? site}, ${carrier}`, id),
        carrier,
        ...unitsOf(site),
        bandwidth_bps: bandwidthKbps * 1_000,
        target_percent: targetPercent,
      };
      add(subjectId('line', id), { measurement: 'line_info', tags: { site, line: id }, fields });
    }
    for (const { id, site, name, level } of rooms) {
      const fields = { name, choice: choiceOf(name, id), level, ...unitsOf(site) };
      add(subjectId('room', id), { measurement: 'room_info', tags: { site, room: id }, fields });
    }
  }

  all(timeMs: number): Point[] {
    return this.of([...this.#entries.keys()], timeMs);
  }

  /** Those of the subjects that are in it. */
  of(subjects: readonly SubjectId[], timeMs: number): Point[] {
    return subjects.flatMap((subject) => {
      const entry = this.#entries.get(subject);
      return entry ? [{ ...entry, fields: { ...entry.fields, ...this.#stateFields(subject) }, timeMs }] : [];
    });
  }

  /** Lines have no state of their own. */
  #stateFields(subject: SubjectId): Record<string, FieldValue> {
    const state = this.#stateOf(subject);
    return state === undefined ? {} : { state, state_code: BigInt(STATES.indexOf(state)) };
  }
}

/** The units that a site belongs to, as they are on the day that the configuration names. */
function unitNames({ inventory, unitsAsOf }: LoadedConfig) {
  const tree = new UnitTree(inventory.units.filter((unit) => isValidOn(unit, unitsAsOf)));
  const unitOf = new Map(inventory.sites.map(({ id, unit }) => [id, tree.unit(unit)]));
  return (site: string) => {
    const unit = unitOf.get(site);
    const district = unit && tree.districtOf(unit.code);
    const isBelow = unit !== undefined && unit !== district && unit.type !== 'province';
    return { district: district?.name ?? NO_UNIT, commune: isBelow ? unit.name : NO_UNIT };
  };
}
