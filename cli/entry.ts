/**
 * Where the program begins. An agent runs for years on small machines, so its command line is read here and the
 * command-line library, the help and the message catalogue are never loaded for it; all else goes to main.ts.
 */
import { spareMemory } from '../agent/spare-memory.ts';
import { readAgentOptions } from './agent-options.ts';

const options = readAgentOptions(process.argv.slice(2), process.env);
if (options) {
  spareMemory();
  try {
    const { runAgent } = await import('./commands/agent.ts');
    process.exitCode = await runAgent(options);
  } catch (error) {
    const { explain, openTerminal } = await import('./terminal.ts');
    process.exitCode = explain(error, openTerminal(options.lang));
  }
} else {
  await import('./main.ts');
}
