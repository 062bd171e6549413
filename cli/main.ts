/** The whole program's command line. */
import { buildProgram } from './program.ts';
import { runs } from './run-command.ts';
import { runProgram } from './run-program.ts';

await runProgram(buildProgram(runs));
