/** `canhmang agent enroll`: at the site, once. */
import { readFileSync } from 'node:fs';
import type { CollectorTrust } from '../../agent/collector-trust.ts';
import { readPin } from '../../agent/collector-trust.ts';
import { enrol } from '../../agent/enrolment.ts';
import { isPublicKey } from '../../config/bundle-signature.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { readCode } from '../../model/enrolment.ts';
import { agentFolderOf } from '../agent-place.ts';
import type { Terminal } from '../terminal.ts';

export interface EnrollCommandOptions {
  readonly collector?: string;
  readonly code: string;
  readonly ca?: string;
  readonly pin?: string;
  readonly data?: string;
  readonly bundleKey?: string;
}

/** @throws UserError */
function trustOf({ ca, pin }: EnrollCommandOptions): CollectorTrust {
  const key = pin === undefined ? undefined : readPin(pin);
  if (pin !== undefined && key === undefined) throw new UserError('bad_pin', { value: pin });
  let authorities: string | undefined;
  try {
    authorities = ca === undefined ? undefined : readFileSync(ca, 'utf8');
  } catch (error) {
    throw new UserError('ca_file', { path: ca ?? '', reason: reasonOf(error) });
  }
  return {
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(key === undefined ? {} : { pin: key }),
  };
}

export async function runEnroll({ say, t }: Terminal, options: EnrollCommandOptions): Promise<number> {
  const { collector } = options;
  if (collector === undefined) throw new UserError('collector_url', { url: '' });
  const trust = trustOf(options);
  if (readCode(options.code) === undefined) throw new UserError('bad_code', { value: options.code });
  const directory = agentFolderOf(options.data === undefined ? {} : { data: options.data });
  const { bundleKey } = options;
  if (bundleKey !== undefined && !isPublicKey(bundleKey))
    throw new UserError('bundle_key', { value: bundleKey });
  const { agent, site } = await enrol({
    ...{ collector, code: options.code, trust, directory },
    ...(bundleKey === undefined ? {} : { bundleKey }),
  });
  const { CANHMANG_SERVICE: service } = process.env;
  const how = options.data === undefined ? 'canhmang agent' : `canhmang agent --data ${options.data}`;
  // Where a package has put a service around it.
  say(service ? t('enroll.done_service', { agent, site, service }) : t('enroll.done', { agent, site, how }));
  return EXIT.ok;
}
