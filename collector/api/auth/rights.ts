/** What the holder of a token may write. */
import type { LoadedConfig } from '../../../config/load.ts';
import { findAgent, sitesOfAgent } from '../../agents/agents.ts';
import type { Admission } from '../../ingest/admission.ts';
import { ApiRefusal } from '../errors.ts';
import type { Holder } from './tokens.ts';

/** @throws ApiRefusal 403 when the token is of an agent that the configuration has no more. */
export function admissionOf({ kind, holder, sites }: Holder, config: LoadedConfig): Admission {
  if (kind !== 'agent') return { writer: holder, sites: sites && new Set(sites) };
  const agent = findAgent(config, holder);
  if (!agent) throw new ApiRefusal(403, 'unknown_agent', `the configuration has no agent "${holder}"`);
  return { writer: holder, sites: sitesOfAgent(agent) };
}
