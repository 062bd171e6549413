/** `canhmang start` keeps an installation running. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canhmang, canhmangSpec, needsBuild } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** The process that `start` began for a command. */
function childOf(start: Program, command: string): number {
  for (const task of readdirSync(`/proc/${start.pid}/task`)) {
    const children = readFileSync(`/proc/${start.pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
    for (const pid of children) {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(command)) return Number(pid);
    }
  }
  throw new Error(`start has no child ${command}`);
}

describeWith(
  [needsBuild(), process.platform === 'linux' ? undefined : 'needs /proc'],
  'canhmang start',
  () => {
    it('starts again what ended by itself, where it was, and stops everything in the end', async () => {
      const folder = await folderOfTest();
      const config = await writeInstallation(join(folder, 'config'), { local: true });
      const data = join(folder, 'data');
      const args = ['start', '--config', config, '--data', data, '--listen', '127.0.0.1:0', '--lang', 'en'];
      const start = new Program(canhmangSpec(args));
      try {
        const [, url = ''] = await start.waitForLine(/is running: (http:\S+)/);
        await start.waitForLine(/^Open this link [^:]*: http:\S+\/setup#cmi_\S+$/);
        const { stdout } = await canhmang(['token', 'test', '--viewer', '--config', config, '--data', data]);
        const token = stdout.trim();
        const agentPid = childOf(start, 'agent');
        process.kill(agentPid, 'SIGKILL');
        await start.waitForLine(/agent-core ended unexpectedly \(SIGKILL\); starting it again in 1 s/);
        const collectorPid = childOf(start, 'collector');
        process.kill(collectorPid, 'SIGKILL');
        await start.waitForLine(/collector ended unexpectedly \(SIGKILL\)/);
        await untilOk(`${url}/readyz`);
        const headers = { authorization: `Bearer ${token}` };
        expect((await fetch(`${url}/api/v1/sites`, { headers })).status).toBe(200);
        expect(childOf(start, 'collector')).not.toBe(collectorPid);
      } finally {
        const { code } = await start.stop();
        expect(code).toBe(0);
      }
    });

    it('a lost access token is replaced while the collector runs', async () => {
      const folder = await folderOfTest();
      const config = await writeInstallation(join(folder, 'config'));
      const data = join(folder, 'data');
      const args = [
        'collector',
        '--config',
        config,
        '--data',
        data,
        '--listen',
        '127.0.0.1:0',
        '--lang',
        'en',
      ];
      const collector = new Program(canhmangSpec(args));
      try {
        const [, url = ''] = await collector.waitForLine(/is running: (http:\S+)/);
        const { code, stdout } = await canhmang([
          'token',
          '--viewer',
          'truc-ban',
          '--config',
          config,
          '--data',
          data,
        ]);
        expect(code).toBe(0);
        const headers = { authorization: `Bearer ${stdout.trim()}` };
        expect((await fetch(`${url}/api/v1/sites`, { headers })).status).toBe(200);
      } finally {
        await collector.stop();
      }
    });
  },
);

/** A server that is being started gives no other sign. */
async function untilOk(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
