/** `canhmang agents bundle`: key and signature wherever somebody sits, the rest through the collector's API. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AgentBundleRow, AgentBundleStatus } from '../../collector/api/types/agents.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { formatTime } from '../../config/messages.ts';
import { makeKeyPair, publicKeyOf, signBundle } from '../../config/signed-bundle.ts';
import { isVersion } from '../../model/version-order.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson, postJson } from '../api-client.ts';
import type { Terminal } from '../terminal.ts';

/** A file of half a megabyte over a slow line. */
const OFFER_MS = 120_000;
const ANSWER_MS = 10_000;
/** The script is asked for its version. */
const SCRIPT_MS = 20_000;

function readOrExplain(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError('bundle_file', { path, reason: reasonOf(error) });
  }
}

/** `agents bundle key FILE`: the public key alone on standard output. */
export async function runBundleKey(
  { out, say, t }: Terminal,
  _options: object,
  path: string,
): Promise<number> {
  const { privateKey, publicKey } = makeKeyPair();
  try {
    writeFileSync(path, privateKey, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') throw new UserError('bundle_key_exists', { path });
    throw new UserError('bundle_file', { path, reason: reasonOf(error) });
  }
  out(publicKey);
  say(t('bundle.key_made', { path, key: publicKey }));
  return EXIT.ok;
}

function readPrivateKey(path: string): string {
  const text = readOrExplain(path).toString();
  try {
    publicKeyOf(text);
    return text;
  } catch (error) {
    throw new UserError('bundle_private_key', { path, reason: reasonOf(error) });
  }
}

/** Whoever signs it means to run it: the script says itself which version it is. */
function versionOf(path: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(path), '--version'], {
    encoding: 'utf8',
    timeout: SCRIPT_MS,
  });
  const version = stdout.trim();
  if (status === 0 && isVersion(version)) return version;
  const reason = (stderr.trim().split('\n').at(-1) ?? '') || `--version: ${version.slice(0, 80)}`;
  throw new UserError('bundle_script', { path, reason });
}

/** `agents bundle sign SCRIPT --key FILE` */
export async function runBundleSign(
  { out, say, t }: Terminal,
  options: { readonly key: string; readonly out?: string },
  script: string,
): Promise<number> {
  const content = readOrExplain(script);
  const version = versionOf(script);
  const bundle = signBundle(content, version, readPrivateKey(options.key), new Date());
  const path = options.out ?? script.replace(/(?:\.cjs)?$/, '.bundle');
  try {
    writeFileSync(path, bundle);
  } catch (error) {
    throw new UserError('bundle_file', { path, reason: reasonOf(error) });
  }
  out(path);
  say(t('bundle.signed', { version, path, kilobytes: String(Math.round(bundle.length / 1_000)) }));
  return EXIT.ok;
}

function whom({ t }: Terminal, agents: readonly string[] | null): string {
  return agents === null ? t('bundle.everybody') : agents.join(', ');
}

/** `agents bundle offer FILE` */
export async function runBundleOffer(
  terminal: Terminal,
  options: ApiOptions & { readonly agents?: string },
  path: string,
): Promise<number> {
  const bundle = readOrExplain(path).toString('base64');
  const agents = options.agents?.split(',').map((id) => id.trim());
  const body = { bundle, ...(agents === undefined ? {} : { agents }) };
  const { offer } = await postJson<AgentBundleStatus>(options, '/api/v1/agents/bundle', body, OFFER_MS);
  terminal.say(
    terminal.t('bundle.offered', {
      version: offer?.version ?? '',
      whom: whom(terminal, offer?.agents ?? null),
    }),
  );
  return EXIT.ok;
}

/** `agents bundle withdraw` */
export async function runBundleWithdraw({ say, t }: Terminal, options: ApiOptions): Promise<number> {
  await postJson<AgentBundleStatus>(options, '/api/v1/agents/bundle/withdraw', {}, ANSWER_MS);
  say(t('bundle.withdrawn'));
  return EXIT.ok;
}

function printRows({ out, t }: Terminal, rows: readonly AgentBundleRow[]): void {
  const width = Math.max(...rows.map(({ agent }) => agent.length), 0);
  const states = rows.map(({ state }) => t(`bundle.state.${state}`));
  const stateWidth = Math.max(...states.map((state) => state.length), 0);
  for (const [index, { agent, running, reason, detail }] of rows.entries()) {
    const why =
      reason === null ? '' : `${t(`bundle.reason.${reason}`)}${detail === null ? '' : ` (${detail})`}`;
    const cells = [
      agent.padEnd(width),
      (running ?? '-').padEnd(8),
      (states[index] ?? '').padEnd(stateWidth),
      why,
    ];
    out(cells.join('  ').trimEnd());
  }
}

/** `agents bundle status` */
export async function runBundleStatus(
  terminal: Terminal,
  options: ApiOptions & { readonly json?: boolean; readonly check?: boolean },
): Promise<number> {
  const status = await getJson<AgentBundleStatus>(options, '/api/v1/agents/bundle');
  const { offer, items } = status;
  const { out, t, language } = terminal;
  if (options.json) {
    out(JSON.stringify(status, null, 2));
  } else {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const time = (text: string) => formatTime(Date.parse(text), language, zone);
    out(
      offer === null
        ? t('bundle.none')
        : t('bundle.offer', {
            ...{ version: offer.version, whom: whom(terminal, offer.agents) },
            ...{ signed: time(offer.signedAt), since: time(offer.offeredAt) },
          }),
    );
    printRows(terminal, items);
  }
  const isBad = items.some(({ state }) => state === 'refused' || state === 'rolled_back');
  return options.check && isBad ? EXIT.problem : EXIT.ok;
}
