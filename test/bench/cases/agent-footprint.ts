/** What an agent costs that watches one site, beside a Node process that does nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfigDocument, ProbeJobDocument } from '../../../model/probe-settings.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { type LoopbackSnmpd, startLoopbackSnmpd } from '../loopback-snmpd.ts';
import { measureProcess } from '../measure.ts';
import { PROGRAM } from '../servers.ts';

const DEVICES = 3;
const PING_TARGETS = 5;
/** After start, before CPU is counted: loading and compiling are paid once. */
const SETTLE_MS = 10_000;
const MEASURE_MS = 30_000;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** Three devices of 24 ports each minute, five ping targets at a round of 5 s, one STAMP session, the machine itself. */
function jobs(snmpd: LoopbackSnmpd): ProbeJobDocument[] {
  const tags = { site: 'bench' };
  const devices = Array.from(
    { length: DEVICES },
    (_, index): ProbeJobDocument => ({
      ...{ id: `device-${index}`, kind: 'snmp', periodMs: 60_000, target: `${snmpd.host}:${snmpd.port}` },
      ...{ role: 'device', tags, settings: { community: snmpd.community } },
    }),
  );
  const pings = Array.from(
    { length: PING_TARGETS },
    (_, index): ProbeJobDocument => ({
      ...{ id: `ping-${index}`, kind: 'ping', periodMs: 5_000, target: `127.0.0.${index + 1}` },
      ...{ role: 'gateway', tags, settings: {} },
    }),
  );
  return [
    ...devices,
    ...pings,
    {
      id: 'stamp',
      kind: 'stamp',
      periodMs: 5_000,
      target: '127.0.0.1:9',
      role: 'core',
      tags,
      settings: { confirm_packets: 0 },
    },
    {
      id: 'host',
      kind: 'host',
      periodMs: 30_000,
      target: 'bench',
      role: 'self',
      tags,
      settings: { dns: false },
    },
  ];
}

/** Hands out the configuration and takes every batch over: the agent's side is what is measured. */
async function startCollectorStandIn(config: AgentConfigDocument): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') response.writeHead(204).end();
    else response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(config));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function measureChild(child: ChildProcess) {
  try {
    await pause(SETTLE_MS);
    const before = measureProcess(child).cpuSeconds;
    await pause(MEASURE_MS);
    const { cpuSeconds, peakRssMb } = measureProcess(child);
    return {
      figures: { peak_rss_mb: peakRssMb, cpu_percent: ((cpuSeconds - before) / (MEASURE_MS / 1_000)) * 100 },
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

function agent(collectorUrl: string, folder: string): Subject {
  let runs = 0;
  return {
    name: 'agent',
    run() {
      const data = join(folder, String(runs++));
      mkdirSync(data);
      const args = [
        'agent',
        '--id',
        'bench',
        '--collector',
        collectorUrl,
        '--token-file',
        join(folder, 'token'),
        '--data',
        data,
      ];
      return measureChild(spawn(process.execPath, [PROGRAM, ...args], { stdio: 'ignore' }));
    },
  };
}

const bareNode: Subject = {
  name: 'bare node',
  run: () =>
    measureChild(
      spawn(process.execPath, ['-e', 'require("node:dgram").createSocket("udp4").bind(0, "127.0.0.1")']),
    ),
};

export const bench: BenchCase = {
  name: 'agent-footprint',
  describes: `an agent with ${DEVICES} devices of 24 ports, ${PING_TARGETS} ping targets and a STAMP session, after ${SETTLE_MS / 1_000} s, over ${MEASURE_MS / 1_000} s`,
  rounds: 3,
  ratios: [['agent', 'bare node', 'peak_rss_mb']],
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    writeFileSync(join(folder, 'token'), 'bench');
    const snmpd = await startLoopbackSnmpd();
    const server = await startCollectorStandIn({
      version: 1,
      agent: 'bench',
      site: 'bench',
      jobs: jobs(snmpd),
    });
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return {
      subjects: [agent(`http://127.0.0.1:${port}`, folder), bareNode],
      async close() {
        server.close();
        await snmpd.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
