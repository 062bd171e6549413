/** The collector as this machine reaches it: connection, certificate, and the time that it has. */
import * as http from 'node:http';
import * as https from 'node:https';
import { timeOfAnswer } from '../../../agent/collector-clock.ts';
import { tlsConnections } from '../../../agent/collector-tls.ts';
import type { CollectorTrust } from '../../../agent/collector-trust.ts';
import { reasonOf } from '../../../config/error.ts';
import type { ClockFact, CollectorFact } from '../facts.ts';

const LIMIT_MS = 5_000;
/** Any answer will do; this one needs no rights. */
const PATH = '/healthz';

interface Answer {
  readonly status: number;
  readonly tookMs: number;
  /** This clock less the collector's, milliseconds. */
  readonly offsetMs: number | undefined;
}

function ask(url: URL, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sentMs = Date.now();
    const startedMs = performance.now();
    const { request } = url.protocol === 'https:' ? https : http;
    const asked = request(new URL(PATH, url), { agent, timeout: LIMIT_MS }, (answer) => {
      const tookMs = performance.now() - startedMs;
      const collectorMs = timeOfAnswer(answer.headers);
      const offsetMs = collectorMs === undefined ? undefined : sentMs + tookMs / 2 - collectorMs;
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, tookMs, offsetMs });
    });
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    asked.once('error', reject);
    asked.end();
  });
}

/** Codes of OpenSSL and Node that are about the certificate; a pinned key that is another's has none at all. */
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_)/;

function certificateProblem(error: unknown): string | undefined {
  const reason = reasonOf(error);
  return CERTIFICATE.test(reason) || reason.includes('pinned') ? reason : undefined;
}

export interface CollectorChecked {
  readonly collector: CollectorFact;
  readonly clock: ClockFact | undefined;
}

/** Never throws for what the network or the collector does. */
export async function askCollector(address: string, trust: CollectorTrust): Promise<CollectorChecked> {
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  const strict = secure ? tlsConnections(trust).agent : new http.Agent();
  // Also one that is not believed has a time to tell; nothing secret is sent to it.
  const lenient = new https.Agent({ rejectUnauthorized: false });
  let problem: string | undefined;
  try {
    const answer = await ask(url, strict).catch((error) => {
      problem = secure ? certificateProblem(error) : undefined;
      if (problem === undefined) throw error;
      return ask(url, lenient);
    });
    const { status, tookMs, offsetMs } = answer;
    return {
      collector: { url: address, reached: true, status, tookMs, tls: secure ? { problem } : undefined },
      clock: offsetMs === undefined ? undefined : { offsetMs, source: url.host },
    };
  } catch (error) {
    return { collector: { url: address, reached: false, reason: reasonOf(error) }, clock: undefined };
  } finally {
    strict.destroy();
    lenient.destroy();
  }
}
