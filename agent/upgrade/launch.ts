/**
 * The installed script starts the newest one that was taken since. It checks again what it starts, and while a new one
 * is on trial it keeps a thread that ends the process when that one does not reach the collector, whatever it does.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isSignedBy, sha256 } from '../../config/bundle-signature.ts';
import { VERSION } from '../../model/version.ts';
import type { TakenBundle } from './bundle-store.ts';
import { BundleStore } from './bundle-store.ts';
import { chooseBundle } from './choose.ts';

/** How often it is looked whether a trial is over. */
const LOOK_MS = 5_000;

/** Tells the script that is started which bundle it is. */
const LAUNCHED = 'CANHMANG_LAUNCHED';

export interface LaunchOptions {
  /** The installed script. */
  readonly file: string;
  readonly dataFolder: string;
  /** The pinned one. */
  readonly publicKey: string;
  readonly trialMs: number;
  /** For what went wrong: standard error. */
  readonly say: (text: string) => void;
}

/** The bundle that this process was started as; asked once. */
export function launchedAs(env: NodeJS.ProcessEnv): TakenBundle | undefined {
  const [id, version] = (env[LAUNCHED] ?? '').split(' ');
  delete env[LAUNCHED];
  return id && version ? { id, version } : undefined;
}

/** @returns whether another script was started; otherwise this one is the one to go on. */
export function launchTaken(options: LaunchOptions): boolean {
  const { dataFolder, say, trialMs } = options;
  const store = new BundleStore(dataFolder);
  const before = store.state;
  const { run, isTrial, state } = chooseBundle(before, VERSION, Date.now(), trialMs);
  try {
    if (JSON.stringify(state) !== JSON.stringify(before)) store.setState(state);
  } catch (error) {
    say(`bundle: ${String(error)}`);
    // What is not counted could be tried for ever.
    if (isTrial) return false;
  }
  if (run === undefined) return false;
  try {
    check(store, run, options.publicKey);
  } catch (error) {
    say(`bundle: ${run.version} is not started: ${String(error)}`);
    return false;
  }
  if (isTrial) watchTrial(store, run, trialMs);
  const script = store.scriptOf(run);
  process.argv[1] = script;
  process.env[LAUNCHED] = `${run.id} ${run.version}`;
  createRequire(options.file)(script);
  return true;
}

/** A disk may have changed it since it was taken. @throws */
function check(store: BundleStore, bundle: TakenBundle, publicKey: string): void {
  const { manifest, signature } = JSON.parse(store.signedOf(bundle)) as Record<string, unknown>;
  if (typeof manifest !== 'string' || typeof signature !== 'string') throw new Error('no manifest');
  if (!isSignedBy(manifest, signature, publicKey)) throw new Error('not signed with the pinned key');
  const { script_sha256: wanted } = JSON.parse(manifest) as Record<string, unknown>;
  if (sha256(readFileSync(store.scriptOf(bundle))) !== wanted)
    throw new Error('not the script that was signed');
}

/** In a thread of its own: the main one may be caught in a loop. */
function watchTrial(store: BundleStore, { id }: TakenBundle, trialMs: number): void {
  const program = `
    const { readFileSync } = require('node:fs');
    const { workerData } = require('node:worker_threads');
    setTimeout(() => {
      let trial;
      try { trial = JSON.parse(readFileSync(workerData.path, 'utf8')).trial; } catch {}
      if (trial && trial.id === workerData.id) process.kill(process.pid, 'SIGKILL');
    }, workerData.trialMs);`;
  const workerData = { path: join(store.folder, 'state.json'), id, trialMs };
  const thread = new Worker(program, { eval: true, workerData });
  thread.unref();
  // A thread costs some megabytes: it goes when the trial is over.
  const look = setInterval(() => {
    if (store.state.trial?.id === id) return;
    clearInterval(look);
    void thread.terminate();
  }, LOOK_MS);
  look.unref();
}
