/** Device profiles as those who measure use them. */
import type { Profile } from '../model/profile.ts';
import { shippedProfiles } from './shipped-profiles.ts';

/** Own profiles take the place of those that ship under the same name. */
export function mergeProfiles(shipped: readonly Profile[], own: readonly Profile[]): Profile[] {
  const names = new Set(own.map(({ name }) => name));
  return [...shipped.filter(({ name }) => !names.has(name)), ...own];
}

/** The profiles that an agent works with; those that ship are read when the first device needs them. */
export class ProfileLibrary {
  #own: readonly Profile[] = [];
  #ownWritten = '[]';
  #all: readonly Profile[] | undefined;

  /** Replaces the installation's own profiles. */
  setOwn(own: readonly Profile[]): void {
    const written = JSON.stringify(own);
    if (written === this.#ownWritten) return;
    this.#own = own;
    this.#ownWritten = written;
    this.#all = undefined;
  }

  /** The same list as long as nothing has changed. */
  all(): readonly Profile[] {
    this.#all ??= mergeProfiles(shippedProfiles(), this.#own);
    return this.#all;
  }
}
