/**
 * Where the agent's one file begins: as entry.ts, with the commands of a site only. A function and not a module that
 * does something, because the file's parts are loaded as CommonJS (tools/one-file.mjs).
 */
import { spareMemory } from '../agent/spare-memory.ts';
import { readAgentOptions } from './agent-options.ts';

export async function main(): Promise<void> {
  const options = readAgentOptions(process.argv.slice(2), process.env);
  if (!options) return (await import('./site-main.ts')).runSiteProgram();
  spareMemory();
  try {
    const { runAgent } = await import('./commands/agent.ts');
    process.exitCode = await runAgent(options);
  } catch (error) {
    const { explain, openTerminal } = await import('./terminal.ts');
    process.exitCode = explain(error, openTerminal(options.lang));
  }
}
