/**
 * Speaks HTTP from inside a node, on behalf of the test: one JSON object a line in, one a line out.
 * In:  { id, kind: 'http' | 'events', url, method?, headers?, body?, timeoutMs? } or { id, kind: 'cancel' }
 * Out: { id, status, headers, body } | { id, status } and { id, frame }… and { id, end } | { id, error }
 */
import { createInterface } from 'node:readline';

/** @type {Map<number, AbortController>} */
const running = new Map();

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** An SSE frame's text as its fields; `undefined` for a comment, which servers send to keep a line open. */
function readFrame(text) {
  const frame = { event: 'message', data: undefined, id: undefined };
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'data') frame.data = frame.data === undefined ? value : `${frame.data}\n${value}`;
    else if (name === 'event' || name === 'id') frame[name] = value;
  }
  return frame.data === undefined ? undefined : frame;
}

async function events(id, response) {
  say({ id, status: response.status });
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    // A CR may be cut off its LF, so the end of lines is looked at on the whole.
    const frames = (rest + decoder.decode(piece, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames.map(readFrame)) if (frame) say({ id, frame });
  }
  say({ id, end: true });
}

async function answer(request) {
  const { id, kind, url, method, headers, body, timeoutMs } = request;
  const controller = new AbortController();
  running.set(id, controller);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(new Error('timed out')), timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      signal: controller.signal,
      redirect: 'manual',
    });
    if (kind === 'events') await events(id, response);
    else {
      const text = await response.text();
      say({ id, status: response.status, headers: Object.fromEntries(response.headers), body: text });
    }
  } catch (error) {
    say({ id, error: String(error?.cause?.message ?? error?.message ?? error) });
  } finally {
    clearTimeout(timer);
    running.delete(id);
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const request = JSON.parse(line);
    if (request.kind === 'cancel') running.get(request.id)?.abort(new Error('cancelled'));
    else void answer(request);
  })
  .on('close', () => process.exit(0));
say({ id: 0, ready: true });
