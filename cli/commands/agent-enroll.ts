/** `canhmang agent enroll`: at the site, once. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CollectorTrust } from '../../agent/collector-trust.ts';
import { readPin } from '../../agent/collector-trust.ts';
import { enrol } from '../../agent/enrolment.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { readCode } from '../../model/enrolment.ts';
import type { Terminal } from '../terminal.ts';
import { AGENT_FOLDER } from './agent.ts';

export interface EnrollCommandOptions {
  readonly collector?: string;
  readonly code: string;
  readonly ca?: string;
  readonly pin?: string;
  readonly data?: string;
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
  const directory = resolve(options.data ?? AGENT_FOLDER);
  const { agent, site } = await enrol({ collector, code: options.code, trust, directory });
  const how = options.data === undefined ? 'canhmang agent' : `canhmang agent --data ${options.data}`;
  say(t('enroll.done', { agent, site, how }));
  return EXIT.ok;
}
