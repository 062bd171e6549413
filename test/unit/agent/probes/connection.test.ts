import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { measuringTls, readTrust, readUntil } from '../../../../agent/probes/connection.ts';

const never = new AbortController().signal;
const takeGreeting = (received: Buffer) => (received.includes('220') ? received.toString() : undefined);

describe('readUntil', () => {
  it('puts together what comes in pieces', async () => {
    const stream = new PassThrough();
    const read = readUntil(stream, never, 100, takeGreeting);
    stream.write('2');
    stream.write('20 mail');
    expect(await read).toBe('220 mail');
  });

  it('ends with the peer', async () => {
    const stream = new PassThrough();
    const read = readUntil(stream, never, 100, takeGreeting);
    stream.end('554');
    expect(await read).toBeUndefined();
  });

  it('reads no more than its limit', async () => {
    const stream = new PassThrough();
    const seen: number[] = [];
    const read = readUntil(stream, never, 10, (received) => {
      seen.push(received.length);
      return undefined;
    });
    stream.write('x'.repeat(7));
    stream.write('x'.repeat(1_000));
    expect(await read).toBeUndefined();
    expect(seen.at(-1)).toBe(10);
  });

  it('takes what is there at the limit', async () => {
    const stream = new PassThrough();
    const read = readUntil(stream, never, 3, takeGreeting);
    stream.write('220 mail');
    expect(await read).toBe('220');
  });

  it('fails with the stream, and with the signal', async () => {
    const broken = new PassThrough();
    const failing = readUntil(broken, never, 10, takeGreeting);
    broken.destroy(new Error('reset'));
    await expect(failing).rejects.toThrow('reset');
    await expect(readUntil(new PassThrough(), AbortSignal.abort(), 10, takeGreeting)).rejects.toThrow();
  });
});

describe('TLS for measuring', () => {
  it('takes any certificate, and says no address as a name', () => {
    expect(measuringTls('10.0.0.1', undefined)).toMatchObject({
      host: '10.0.0.1',
      servername: '',
      rejectUnauthorized: false,
    });
    expect(measuringTls('codec.example', undefined)).toMatchObject({ servername: 'codec.example' });
    expect(measuringTls('10.0.0.1', 'codec.example')).toMatchObject({ servername: 'codec.example' });
  });

  it('refuses a file of authorities without any', async () => {
    await expect(readTrust('/nowhere/ca.pem')).rejects.toThrow('ENOENT');
    await expect(readTrust(import.meta.filename)).rejects.toThrow();
    expect(await readTrust(undefined)).toEqual({});
  });
});
