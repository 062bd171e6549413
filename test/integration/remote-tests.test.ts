/** `canhmang diag … --from SITE` over TLS, and where it is not allowed: by the configuration, and by the site itself. */
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import type { Certificates } from '../setup/certificates.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';

const SITE = 'tram-tau';
/** Where the configuration allows no tests. */
const CLOSED = 'mu-cang-chai';

describeWith([needsBuild(), needs('openssl')], 'a test from a site', () => {
  let folder: TemporaryFolder;
  let certificates: Certificates;
  let collector: RunningCollector;
  let technician: string;
  /** In front of the collector, as a proxy at the province is. */
  let url: string;

  const beside = async (...args: string[]) => {
    const where = ['--config', join(folder.path, 'canhmang.yaml'), '--data', join(folder.path, 'data')];
    return (await canhmang([...args, ...where])).stdout.trim();
  };
  const diag = (site: string) => {
    const args = ['diag', 'h323', '127.0.0.1:9', '--count', '1', '--from', site, '--url', url];
    const trust = { NODE_EXTRA_CA_CERTS: certificates.caFile };
    return canhmang([...args, '--token', technician, '--lang', 'en'], trust);
  };
  /** @param said when it is known whether it does tests. */
  async function startAgent(said: RegExp, ...more: string[]) {
    const data = join(await folderOfTest(), 'agent');
    const code = await beside('agents', 'code', SITE);
    const where = ['--collector', url, '--ca', certificates.caFile, '--data', data];
    expect(await canhmang(['agent', 'enroll', '--code', code, ...where])).toMatchObject({ code: 0 });
    const agent = new Program(canhmangSpec(['agent', '--data', data, '--log-level', 'debug', ...more]));
    onTestFinished(async () => void (await agent.stop()));
    await agent.waitForLine(said);
  }

  beforeAll(async () => {
    folder = await makeFolder();
    certificates = await makeCertificates();
    const config = await writeInstallation(folder.path);
    const yaml = await readFile(config, 'utf8');
    const closed = `  - { id: ${CLOSED}, vantage: inside, site: ${CLOSED}, sites: [${CLOSED}], remote_tests: false }`;
    await writeFile(config, yaml.replace(/^agents:$/m, `agents:\n${closed}`));
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    technician = await beside('token', 'ky-thuat', '--technician');
    const { port } = new URL(collector.url);
    const proxy = createServer(certificates.identity('valid'), (outside) => {
      const inside = connect(Number(port), '127.0.0.1');
      for (const socket of [inside, outside]) {
        socket.on('error', () => {
          inside.destroy();
          outside.destroy();
        });
      }
      outside.pipe(inside).pipe(outside);
    }).listen(0, '127.0.0.1');
    proxy.unref();
    await new Promise((resolve) => proxy.once('listening', resolve));
    url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await collector?.program.stop();
    await certificates?.remove();
    await folder.remove();
  });

  it('is done by the agent over TLS, and its result comes back', async () => {
    await startAgent(/remote tests: ready/);
    // Nothing listens at the discard port, which is what the site's own agent has found out.
    expect(await diag(SITE)).toMatchObject({ code: 3, stdout: expect.stringContaining('0 of 1 answered') });
  });

  it('is refused where the configuration allows none', async () => {
    const { code, stderr } = await diag(CLOSED);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining(`allows no remote tests at “${CLOSED}” (remote_tests: false)`),
    ]);
  });

  it('is not done by an agent that its own site keeps from it', async () => {
    await startAgent(/remote tests: none are done/, '--remote-tests', 'no');
    const { code, stderr } = await diag(SITE);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining(`the agent at “${SITE}” is told on its own machine to do no remote tests`),
    ]);
  });

  it('ends with the token of who asked for it', async () => {
    const token = async (...args: string[]) => ({
      authorization: `Bearer ${await beside('token', ...args)}`,
    });
    // An agent that is told and does nothing.
    const told = await fetch(`${collector.url}/api/v1/agent/tests`, { headers: await token('core') });
    const orders = told.body?.getReader();
    await orders?.read();
    const headers = { ...(await token('tam-thoi', '--technician')), 'content-type': 'application/json' };
    const test = { test: 'ping', host: '127.0.0.1', count: 100 };
    const asked = await fetch(`${collector.url}/api/v1/sites/core/tests`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ test }) },
    });
    const events = asked.body?.getReader();
    expect(String(Buffer.from((await events?.read())?.value ?? []))).toContain('"started"');
    await beside('token', 'tam-thoi', '--technician', '--revoke');
    const untilEnd = async () => {
      while (!(await events?.read())?.done);
    };
    await expect(untilEnd()).rejects.toThrow();
    await orders?.cancel();
  }, 30_000);
});
