/**
 * An agent does a test as a process of its own: it can be ended at any time, and its memory is not the agent's. It is
 * this program's own `diag`, never a shell.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { StartTest } from '../../agent/remote-tests/runner.ts';
import { EXIT } from '../../config/error.ts';
import { selfCommand } from '../self-command.ts';
import type { AgentPlace } from './arguments.ts';
import { testCommand } from './arguments.ts';

/** Of the agent's environment the test gets these; tokens are not among them. */
const PASSED_ON = ['PATH', 'HOME', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'LD_LIBRARY_PATH'];

export function openTests(place: AgentPlace): StartTest {
  return (request, onOutput, onEnd) => {
    const { args, env } = testCommand(request, place);
    const [command, words] = selfCommand(args);
    const inherited = PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const child = spawn(command, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...Object.fromEntries(inherited), LC_ALL: 'C.UTF-8', ...env },
    });
    const follow = (stream: Readable, name: 'out' | 'err') =>
      stream.setEncoding('utf8').on('data', (text: string) => onOutput({ stream: name, text }));
    follow(child.stdout, 'out');
    follow(child.stderr, 'err');
    child.once('error', (error) => {
      onOutput({ stream: 'err', text: `${error.message}\n` });
      onEnd(EXIT.unreachable);
    });
    child.once('close', (code) => onEnd(exitCodeOf(code)));
    return {
      interrupt: () => void child.kill('SIGINT'),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/** A test that was ended by a signal has found nothing out. */
function exitCodeOf(code: number | null): number {
  return code !== null && code >= EXIT.ok && code <= EXIT.unreachable ? code : EXIT.problem;
}
