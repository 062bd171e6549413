/** The command line as a whole: every command with its options and its help. Loads no command's own code. */
import { Command } from 'commander';
import { VERSION } from '../model/version.ts';
import { addAgentCommand, addAgentsCommands } from './agent-commands.ts';
import { LANG_OPTION } from './agent-options.ts';
import { addBackupCommands } from './backup-commands.ts';
import { addDiagCommands } from './diag-commands.ts';
import { addExamples } from './examples.ts';
import { addHandlingCommands } from './handling-commands.ts';
import { addInstallationCommands } from './installation-commands.ts';
import { addNotifyCommands } from './notify-commands.ts';
import { addProbeCommand } from './probe-commands.ts';
import { addProcessCommands } from './process-commands.ts';
import { addReportCommands } from './report-commands.ts';
import { addRulesCommands } from './rules-commands.ts';
import type { Runs } from './run-command.ts';
import { agentOption } from './shared-options.ts';
import { addStoreCommands } from './store-commands.ts';
import { addUserCommands } from './user-commands.ts';

/** The program without a command. */
export function newProgram(): Command {
  return (
    new Command('canhmang')
      .description('Watches a province’s dedicated network of many small, distant sites.')
      .version(VERSION)
      .addOption(agentOption(LANG_OPTION))
      .exitOverride()
      // What stands above a command may stand behind it too: `diag ping HOST --json`.
      .configureHelp({ showGlobalOptions: true })
      .showHelpAfterError()
  );
}

/** In the order in which `--help` shows them. @param runs what a command is tied to its file with. */
export function buildProgram(runs: Runs): Command {
  const program = newProgram();
  addProcessCommands(program, runs);
  addAgentCommand(program, runs);
  addAgentsCommands(program, runs);
  addDiagCommands(program, runs);
  addProbeCommand(program, runs);
  addHandlingCommands(program, runs);
  addReportCommands(program, runs);
  addRulesCommands(program, runs);
  addNotifyCommands(program, runs);
  addStoreCommands(program, runs);
  addBackupCommands(program, runs);
  addUserCommands(program, runs);
  addInstallationCommands(program, runs);
  addExamples(program);
  return program;
}
