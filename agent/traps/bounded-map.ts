/** Remembers the latest of what strangers name: forged sources push each other out and take no more memory. Pure. */
import { RecentMap } from '../../model/recent-map.ts';

/** More than the devices of a province have addresses. */
const MAX_ENTRIES = 1_000;

export class BoundedMap<V> extends RecentMap<string, V> {
  constructor() {
    super(MAX_ENTRIES);
  }
}
