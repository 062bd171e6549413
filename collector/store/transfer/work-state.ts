/** What a long piece of work has done, in a file: after an interruption it goes on from there. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const schema = z.object({ work: z.string(), id: z.string(), last: z.record(z.string(), z.number()) });

export class WorkState {
  readonly #path: string;
  readonly #work: string;
  readonly #last: Map<string, number>;
  /** Names this piece of work for ever: another one of the same kind has another. */
  readonly id: string;

  private constructor(path: string, work: string, id: string, last: ReadonlyMap<string, number>) {
    this.#path = path;
    this.#work = work;
    this.id = id;
    this.#last = new Map(last);
  }

  /**
   * Goes on with the work that the file is about, or begins it.
   * @param work what is done, so that the state of another one is not taken for it.
   */
  static open(path: string, work: string): WorkState {
    const known = readState(path);
    if (known?.work !== work) return new WorkState(path, work, randomUUID(), new Map());
    return new WorkState(path, work, known.id, new Map(Object.entries(known.last)));
  }

  /** Number of the last slice of a source that is done; -1: none. */
  last(source: string): number {
    return this.#last.get(source) ?? -1;
  }

  async finish(source: string, number: number): Promise<void> {
    this.#last.set(source, number);
    await mkdir(dirname(this.#path), { recursive: true });
    const state = { work: this.#work, id: this.id, last: Object.fromEntries(this.#last) };
    await writeFile(`${this.#path}.new`, JSON.stringify(state));
    await rename(`${this.#path}.new`, this.#path);
  }

  /** All is done. */
  async end(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

function readState(path: string): z.output<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Missing or cut off by a power failure: the work begins anew, and what is there already stays once.
    return undefined;
  }
}
