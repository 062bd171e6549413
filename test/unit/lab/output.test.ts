import { describe, expect, it } from 'vitest';
import { readFping } from '../../lab/fping.ts';
import { LineBuffer } from '../../lab/line-buffer.ts';
import { snmpdArguments, snmpdConfig } from '../../lab/snmpd-config.ts';

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const line of lines) collected.push(line);
  return collected;
}

describe('LineBuffer', () => {
  it('joins pieces, splits lines and counts an unfinished last one', async () => {
    const buffer = new LineBuffer();
    for (const piece of ['on', 'e\ntw', 'o\r\n', 'three']) buffer.push(piece);
    buffer.end();
    expect(await collect(buffer.read())).toEqual(['one', 'two', 'three']);
  });

  it('gives every reader all lines, those to come included', async () => {
    const buffer = new LineBuffer();
    const early = collect(buffer.read());
    buffer.push('one\n');
    await Promise.resolve();
    buffer.push('two\n');
    buffer.end();
    expect(await early).toEqual(['one', 'two']);
    expect(await collect(buffer.read())).toEqual(['one', 'two']);
  });

  it('finds a line, also by a pattern that remembers', () => {
    const buffer = new LineBuffer();
    buffer.push('port 80\nport 81\n');
    const pattern = /port (\d+)/g;
    expect(buffer.find(pattern)?.[1]).toBe('80');
    expect(buffer.find(pattern)?.[1]).toBe('80');
  });

  it('forgets what was before a restart', async () => {
    const buffer = new LineBuffer();
    buffer.push('old\nunfinished');
    buffer.end();
    buffer.restart();
    expect(buffer.find(/old|unfinished/)).toBeUndefined();
    buffer.push('new\n');
    buffer.end();
    expect(await collect(buffer.read())).toEqual(['new']);
  });

  it('keeps the last lines only', () => {
    const buffer = new LineBuffer();
    buffer.push(Array.from({ length: 30_000 }, (_, index) => `${index}\n`).join(''));
    expect(buffer.find(/^9999$/)).toBeUndefined();
    expect(buffer.tail(1)).toEqual(['29999']);
    expect(buffer.find(/^10000$/)).toBeDefined();
  });
});

describe('readFping', () => {
  it('reads counts and the average', () => {
    expect(readFping('10.105.1.1 : xmt/rcv/%loss = 8/6/25%, min/avg/max = 0.04/0.05/0.07\n')).toEqual({
      sent: 8,
      received: 6,
      lossPercent: 25,
      averageMs: 0.05,
    });
  });

  it('has no average when nothing came back', () => {
    expect(readFping('10.105.1.1 : xmt/rcv/%loss = 5/0/100%\n')).toMatchObject({
      received: 0,
      lossPercent: 100,
      averageMs: undefined,
    });
  });

  it('throws on anything else', () => {
    expect(() => readFping('fping: no such option')).toThrow('no such option');
  });
});

describe('snmpd', () => {
  it('listens where it is told and reads no other configuration', () => {
    expect(snmpdConfig({ sysName: 'hub1' })).toContain('agentaddress udp:0.0.0.0:161\nrocommunity public\n');
    expect(snmpdConfig({ sysName: 'x', port: 1161, address: '127.0.0.1', community: 'lab' })).toContain(
      'agentaddress udp:127.0.0.1:1161\nrocommunity lab\n',
    );
    expect(snmpdArguments('f')).toEqual(['-f', '-Lo', '-C', '-c', 'f', '-p', 'f.pid']);
  });
});
