/**
 * The bundles that an agent has taken, and which of them it starts: `bundle/state.json` in its data folder and a folder
 * for each. Read before anything else is loaded, so without the schema library.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BundleRefusal } from '../../model/agent-bundle.ts';
import { isVersion } from '../../model/version-order.ts';

export interface TakenBundle {
  readonly id: string;
  readonly version: string;
}

export interface Trial extends TakenBundle {
  /** How often it was started and has not checked in. */
  readonly starts: number;
  /** Of the first start, epoch milliseconds. */
  readonly startedMs?: number;
}

export interface GivenUp extends TakenBundle {
  readonly reason: BundleRefusal;
  readonly detail: string;
  /** The collector knows. */
  readonly isTold: boolean;
}

export interface BundleState {
  /** Has checked in; `undefined`: the script as it was installed. */
  readonly current?: TakenBundle;
  readonly trial?: Trial;
  /** The last that was given up: it is not tried again until another is offered. */
  readonly givenUp?: GivenUp;
}

const ID = /^[0-9a-f]{16}$/;
const SCRIPT = 'canhmang-agent.cjs';
const SIGNED = 'signed.json';

function isTaken(value: unknown): value is TakenBundle {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version } = value as Record<string, unknown>;
  return typeof id === 'string' && ID.test(id) && typeof version === 'string' && isVersion(version);
}

/** What cannot be read is taken for nothing at all: the agent starts as it was installed. */
function readState(text: string): BundleState {
  const { current, trial, givenUp } = JSON.parse(text) as Record<string, unknown>;
  const isTrial = isTaken(trial) && typeof (trial as Trial).starts === 'number';
  const isGivenUp = isTaken(givenUp) && typeof (givenUp as GivenUp).reason === 'string';
  return {
    ...(isTaken(current) ? { current } : {}),
    ...(isTrial ? { trial: trial as Trial } : {}),
    ...(isGivenUp ? { givenUp: givenUp as GivenUp } : {}),
  };
}

/** On the disk before anybody relies on it. */
function writeDurably(path: string, content: string | Buffer): void {
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

export class BundleStore {
  /** Of the agent; it is there. */
  readonly dataFolder: string;
  readonly folder: string;

  constructor(dataFolder: string) {
    this.dataFolder = dataFolder;
    this.folder = join(dataFolder, 'bundle');
  }

  get state(): BundleState {
    try {
      return readState(readFileSync(join(this.folder, 'state.json'), 'utf8'));
    } catch {
      return {};
    }
  }

  /** @throws when the disk does not take it. */
  setState(state: BundleState): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeDurably(join(this.folder, 'state.json'), `${JSON.stringify(state)}\n`);
  }

  scriptOf({ id }: TakenBundle): string {
    return join(this.folder, id, SCRIPT);
  }

  /** The signed manifest that the script came with, as it came. @throws when it is not there. */
  signedOf({ id }: TakenBundle): string {
    return readFileSync(join(this.folder, id, SIGNED), 'utf8');
  }

  /** @throws when the disk does not take it; then nothing of it is left. */
  put(bundle: TakenBundle, signed: string, script: Buffer): void {
    const folder = join(this.folder, bundle.id);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeDurably(join(folder, SIGNED), signed);
      writeDurably(join(folder, SCRIPT), script);
    } catch (error) {
      this.#remove(bundle.id);
      throw error;
    }
  }

  /** Removes every bundle but those that the state names. */
  tidy(): void {
    const { current, trial } = this.state;
    const wanted = new Set([current?.id, trial?.id]);
    let names: string[] = [];
    try {
      names = readdirSync(this.folder);
    } catch {
      // There is none.
    }
    for (const name of names) if (ID.test(name) && !wanted.has(name)) this.#remove(name);
  }

  #remove(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }
}
