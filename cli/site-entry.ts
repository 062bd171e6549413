/**
 * Where the agent's one file begins; as entry.ts, with the commands of a site only. It starts the newest version that
 * the agent has taken since it was installed. A function and not a module that does something, because the file's
 * parts are loaded as CommonJS (tools/one-file.mjs).
 */
import { spareMemory } from '../agent/spare-memory.ts';
import { readAgentOptions } from './agent-options.ts';
import { launch } from './launch.ts';

/** @param file the script that was started. */
export async function main(file: string): Promise<void> {
  const options = readAgentOptions(process.argv.slice(2), process.env);
  if (!options) return (await import('./site-main.ts')).runSiteProgram();
  spareMemory();
  try {
    const upgrades = launch(options, file);
    if (upgrades === 'launched') return;
    const { runAgent } = await import('./commands/agent.ts');
    process.exitCode = await runAgent(options, upgrades);
  } catch (error) {
    const { explain, openTerminal } = await import('./terminal.ts');
    process.exitCode = explain(error, openTerminal(options.lang));
  }
}
