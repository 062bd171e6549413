/** The commands that the agent's one file has: the agent, and what a technician at a site needs. */
import type { Command } from 'commander';
import { addAgentCommand } from './agent-commands.ts';
import { addDiagCommands } from './diag-commands.ts';
import { addProbeCommand } from './probe-commands.ts';
import { newProgram } from './program.ts';
import type { Runs } from './run-command.ts';

/** @param runs what a command is tied to its file with. */
export function buildSiteProgram(runs: Runs): Command {
  const program = newProgram();
  addAgentCommand(program, runs);
  addDiagCommands(program, runs);
  addProbeCommand(program, runs);
  return program;
}
