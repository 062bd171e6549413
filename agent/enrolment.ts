/** How an agent comes to its token: a code given once, and the file that it starts from ever after. */
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EXIT, reasonOf, UserError } from '../config/error.ts';
import type { EnrolAnswer, EnrolRefusal } from '../model/enrolment.ts';
import { ENROL_REFUSALS, enrolAnswerSchema } from '../model/enrolment.ts';
import type { CollectorAnswer } from './collector-client.ts';
import { CollectorClient } from './collector-client.ts';
import type { CollectorTrust } from './collector-trust.ts';

const enrolmentSchema = z.object({
  /** The agent's id. */
  agent: z.string(),
  site: z.string(),
  /** Address of the collector. */
  collector: z.url(),
  token: z.string(),
  /** PEM text of the authorities that are believed; default: the public ones. */
  ca: z.string().optional(),
  /** SHA-256 of the collector's public key, base64. */
  pin: z.string().optional(),
  /** Public key (base64) that new versions of the agent are signed with; pinned from now on. */
  bundle_key: z.string().optional(),
});
export type Enrolment = z.output<typeof enrolmentSchema>;

function enrolmentPath(directory: string): string {
  return join(directory, 'enrolment.json');
}

/** The token that was sent with a code and not yet confirmed: the answer may have been lost on the way. */
function pendingPath(directory: string): string {
  return join(directory, 'enrolment.token');
}

/** @throws UserError when there is none in the agent's folder, or it cannot be read. */
export async function readEnrolment(directory: string): Promise<Enrolment> {
  const path = enrolmentPath(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') throw new UserError('not_enrolled', { path });
    throw new UserError('enrolment_file', { path, reason: reasonOf(error) });
  }
  try {
    return enrolmentSchema.parse(JSON.parse(text));
  } catch {
    throw new UserError('enrolment_file', { path, reason: 'JSON' });
  }
}

/**
 * Exchanges a code for a token and writes the file that the agent starts from.
 * @throws UserError when the collector cannot be reached, does not take the code, or the file cannot be written.
 */
export async function enrol(options: {
  readonly collector: string;
  readonly code: string;
  readonly trust: CollectorTrust;
  readonly directory: string;
  /** In the place of the collector's. */
  readonly bundleKey?: string;
}): Promise<Enrolment> {
  const { collector, code, trust, directory } = options;
  const client = clientOf(collector, trust);
  try {
    const token = await pendingToken(directory);
    const body = Buffer.from(JSON.stringify({ code, token }));
    const headers = { 'content-type': 'application/json' };
    const answer = await client
      .request({ method: 'POST', path: '/api/v1/agent/enroll', headers, body })
      .catch((error) => {
        throw new UserError(
          'enrol_unreachable',
          { url: collector, reason: reasonOf(error) },
          EXIT.unreachable,
        );
      });
    const { bundleKey: offered, ...answered } = readAnswer(answer, collector);
    const key = options.bundleKey ?? offered;
    const pinned = key === undefined ? {} : { bundle_key: key };
    const enrolment: Enrolment = { ...answered, collector, token, ...trust, ...pinned };
    await writeSecret(enrolmentPath(directory), `${JSON.stringify(enrolment, null, 2)}\n`);
    await rm(pendingPath(directory), { force: true });
    return enrolment;
  } finally {
    client.close();
  }
}

function clientOf(collector: string, trust: CollectorTrust): CollectorClient {
  try {
    return new CollectorClient(collector, '', { trust });
  } catch {
    const hasTrust = trust.ca !== undefined || trust.pin !== undefined;
    throw new UserError(hasTrust && URL.canParse(collector) ? 'trust_needs_https' : 'collector_url', {
      url: collector,
    });
  }
}

async function pendingToken(directory: string): Promise<string> {
  const path = pendingPath(directory);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== undefined) return before;
  const token = `cm_${randomBytes(32).toString('base64url')}`;
  await writeSecret(path, token);
  return token;
}

/** @throws UserError */
async function writeSecret(path: string, text: string): Promise<void> {
  try {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
      await giveToOwner(file, dirname(path));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new UserError('enrolment_file', { path, reason: reasonOf(error) });
  }
}

/** Root enrols for a service that runs as somebody else: it has to be able to read it. */
async function giveToOwner(file: FileHandle, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await file.chown(uid, gid);
}

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function isEnrolRefusal(code: string): code is EnrolRefusal {
  return (ENROL_REFUSALS as readonly string[]).includes(code);
}

/** @throws UserError when the code was not taken. */
function readAnswer({ status, headers, body }: CollectorAnswer, url: string): EnrolAnswer {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    // Not a collector: told below.
  }
  const answer = enrolAnswerSchema.safeParse(read);
  if (status === 200 && answer.success) return answer.data;
  const refusal = refusalSchema.safeParse(read);
  if (!refusal.success) {
    throw new UserError('enrol_unreachable', { url, reason: `HTTP ${status}` }, EXIT.unreachable);
  }
  const { code, message } = refusal.data.error;
  if (isEnrolRefusal(code)) {
    throw new UserError(`enrol_${code}`, { seconds: String(headers['retry-after'] ?? '60') }, EXIT.problem);
  }
  throw new UserError('enrol_refused', { status: String(status), reason: message }, EXIT.problem);
}
