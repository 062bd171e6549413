import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../../../agent/probes/http/probe.ts';
import type { HttpAnswer } from '../../../../../agent/probes/http/request.ts';

const GET = { method: 'GET', expect_body: undefined, expect_status: undefined } as const;

function answer(more: Partial<HttpAnswer> = {}): HttpAnswer {
  return {
    status: 200,
    location: undefined,
    responseMs: 250,
    body: Buffer.from('{"status":"ok"}'),
    cut: false,
    announcedBytes: 99,
    ...more,
  };
}

describe('judgeAnswer', () => {
  it.each([
    ['any answer will do', {}, GET, 'success'],
    ['also an error', { status: 503 }, GET, 'success'],
    ['the status that is right', { status: 204 }, { ...GET, expect_status: [200, 204] }, 'success'],
    ['another status', { status: 500 }, { ...GET, expect_status: [200] }, 'response_status_code_mismatch'],
    ['the text is there', {}, { ...GET, expect_body: '"ok"' }, 'success'],
    ['the text is not there', {}, { ...GET, expect_body: 'down' }, 'response_string_mismatch'],
    ['it is not in what could be read', { cut: true }, { ...GET, expect_body: 'down' }, 'body_read_error'],
    ['it is in what could be read', { cut: true }, { ...GET, expect_body: 'ok' }, 'success'],
    ['a body that was cut', { cut: true }, GET, 'body_read_error'],
  ])('%s', (_, got, settings, result) => expect(judgeAnswer(answer(got), settings).result).toBe(result));

  it('has Telegraf’s fields', () => {
    const settings = { ...GET, expect_body: 'ok', expect_status: [404] };
    expect(judgeAnswer(answer(), settings).fields).toEqual({
      response_time: 0.25,
      http_response_code: 200n,
      content_length: 15n,
      response_string_match: 1n,
      response_status_code_match: 0n,
    });
  });

  it('takes the length of a HEAD from its header', () => {
    const { fields } = judgeAnswer(answer({ body: Buffer.alloc(0) }), { ...GET, method: 'HEAD' });
    expect(fields.content_length).toBe(99n);
  });
});
