import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { PacketResult } from '../../agent/probes/packet-round.ts';
import type { EchoStream, PingBackend } from '../../agent/probes/ping/backend.ts';
import { FpingBackend } from '../../agent/probes/ping/fping.ts';
import { openGulpPipe } from '../../agent/probes/ping/gulp-pipe.ts';
import { SystemPingBackend } from '../../agent/probes/ping/system-ping.ts';
import { parseLines } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import { loopbackEndpoint } from '../setup/loopback.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** Longest round trip on the loopback interface of a machine that does other things too. */
const PLAUSIBLE_MS = 500;

interface Stream {
  next(): Promise<PacketResult>;
}

/** Pings until the test has finished. */
function ping(backend: PingBackend, stream: Partial<EchoStream> & { host: string }): Stream {
  const results: PacketResult[] = [];
  let wake = () => {};
  const end = backend.stream(
    { intervalMs: 100, timeoutMs: 1_000, size: 56, dscp: 0, exclusive: false, ...stream },
    (result) => {
      results.push(result);
      wake();
    },
  );
  onTestFinished(end);
  return {
    async next() {
      for (;;) {
        const result = results.shift();
        if (result) return result;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function onlyPoint(stdout: string): Point | undefined {
  const { points, errors } = parseLines(stdout, 'ns', 0);
  expect(errors).toEqual([]);
  expect(points).toHaveLength(1);
  return points[0];
}

function expectAnswered(point: Point | undefined, url: string): void {
  expect(point?.measurement).toBe('ping');
  expect(point?.tags).toMatchObject({ url, role: 'device' });
  const fields: Point['fields'] = point?.fields ?? {};
  expect(fields).toMatchObject({
    packets_transmitted: 1n,
    packets_received: 1n,
    percent_packet_loss: 0,
    result_code: 0n,
    confirmed: false,
    standard_deviation_ms: 0,
    jitter_ms: 0,
  });
  expect(fields.average_response_ms).toBeGreaterThan(0);
  expect(fields.average_response_ms).toBeLessThan(PLAUSIBLE_MS);
  expect(fields.minimum_response_ms).toBe(fields.average_response_ms);
  expect(fields.maximum_response_ms).toBe(fields.average_response_ms);
  expect(Math.abs(Date.now() - (point?.timeMs ?? 0))).toBeLessThan(30_000);
}

/** Our own children whose command line holds a word. */
function childrenWith(word: string): number[] {
  const tasks = readdirSync('/proc/self/task');
  const children = tasks.flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false; // ended meanwhile
    }
  });
}

describeWith([needs('fping', 'iputils-ping'), needsBuild()], 'ping', () => {
  it('the probe command through fping', async () => {
    const { host } = loopbackEndpoint();
    const { code, stdout } = await canhmang(['probe', 'ping', host, '--once']);
    expect(code).toBe(0);
    expectAnswered(onlyPoint(stdout), host);
  });

  it("the probe command through the system's ping, where there is no fping", async () => {
    const folder = await folderOfTest();
    await symlink('/usr/bin/ping', join(folder, 'ping'));
    const { host } = loopbackEndpoint();
    const { code, stdout } = await canhmang(['probe', 'ping', host, '--once'], { PATH: folder });
    expect(code).toBe(0);
    expectAnswered(onlyPoint(stdout), host);
  });

  it.each([
    { name: 'fping', open: () => new FpingBackend(memoryLogger().logger) },
    { name: 'ping', open: () => new SystemPingBackend(memoryLogger().logger) },
  ])('$name answers packet by packet, from several targets at once', async ({ name, open }) => {
    const backend = open();
    expect(backend.name).toBe(name);
    const startMs = Date.now();
    const streams = [loopbackEndpoint(), loopbackEndpoint()].map(({ host }) => ping(backend, { host }));
    for (const stream of streams) {
      const [first, second] = [await stream.next(), await stream.next()];
      for (const { rttMs, sentMs } of [first, second]) {
        expect(rttMs).toBeGreaterThan(0);
        expect(rttMs).toBeLessThan(PLAUSIBLE_MS);
        expect(sentMs).toBeGreaterThanOrEqual(startMs - PLAUSIBLE_MS);
        expect(sentMs).toBeLessThanOrEqual(Date.now());
      }
      expect(second.sentMs).toBeGreaterThan(first.sentMs);
    }
  });

  it('an fping process that is killed is started again', async () => {
    const { logger, logged } = memoryLogger();
    const { host } = loopbackEndpoint();
    const stream = ping(new FpingBackend(logger), { host });
    expect((await stream.next()).rttMs).toBeGreaterThan(0);
    const [killed, ...others] = childrenWith(host);
    expect(others).toEqual([]);
    process.kill(killed ?? 0, 'SIGKILL');
    await logged(/fping ended, starting it again/);
    const killedMs = Date.now();
    let result: PacketResult;
    do result = await stream.next();
    while (result.sentMs < killedMs);
    expect(result.rttMs).toBeGreaterThan(0);
    const again = childrenWith(host);
    expect(again).toHaveLength(1);
    expect(again).not.toContain(killed);
  });

  it('answers of many targets keep pace with fping', async () => {
    const backend = new FpingBackend(memoryLogger().logger);
    const streams = Array.from({ length: 30 }, () =>
      ping(backend, { host: loopbackEndpoint().host, intervalMs: 200 }),
    );
    for (let packet = 0; packet < 8; packet++) {
      const results = await Promise.all(streams.map((stream) => stream.next()));
      // Taken one a gulp, the eighth would be 20 s late by now.
      for (const { sentMs } of results) expect(Date.now() - sentMs).toBeLessThan(5_000);
    }
  });

  it('a pipe gives at its end what a program wrote before', () => {
    const texts: string[] = [];
    const pipe = openGulpPipe(3_600_000, (text) => texts.push(text));
    expect(pipe).toBeDefined();
    writeSync(pipe?.fd ?? -1, 'one\ntw');
    writeSync(pipe?.fd ?? -1, 'o\n');
    pipe?.handOver();
    expect(texts).toEqual([]);
    pipe?.close();
    expect(texts).toEqual(['one\ntwo\n']);
  });

  it('nothing is left running when nobody wants to know any more', async () => {
    const { host } = loopbackEndpoint();
    const backend = new FpingBackend(memoryLogger().logger);
    let end = () => {};
    await new Promise<void>((resolve) => {
      const stream = { host, intervalMs: 100, timeoutMs: 1_000, size: 56, dscp: 0, exclusive: false };
      end = backend.stream(stream, () => resolve());
    });
    const [pid] = childrenWith(host);
    expect(pid).toBeTypeOf('number');
    end();
    await expect.poll(() => childrenWith(host)).toEqual([]);
  });
});
