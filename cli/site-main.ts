/** The command line of the agent's one file: what is done at a site. */
import { runs } from './run-command.ts';
import { runProgram } from './run-program.ts';
import { buildSiteProgram } from './site-program.ts';

export function runSiteProgram(): Promise<void> {
  return runProgram(buildSiteProgram(runs));
}
