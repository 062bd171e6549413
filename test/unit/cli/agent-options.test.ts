import { describe, expect, it } from 'vitest';
import { readAgentOptions } from '../../../cli/agent-options.ts';

const LEAST = ['agent', '--id', 'a', '--token-file', 't'];
const READ = { id: 'a', tokenFile: 't', logLevel: 'info' };

describe('the command line of an agent', () => {
  it.each([
    { args: LEAST, more: {} },
    { args: ['--lang', 'en', ...LEAST], more: { lang: 'en' } },
    { args: [...LEAST, '--log-level', 'debug', '--data=d'], more: { logLevel: 'debug', data: 'd' } },
    { args: [...LEAST, '--collector', 'http://c'], more: { collector: 'http://c' } },
  ])('$args', ({ args, more }) => {
    expect(readAgentOptions(args, {})).toEqual({ ...READ, ...more });
  });

  it('takes the environment where an option is not written', () => {
    const env = { CANHMANG_COLLECTOR: 'http://env', CANHMANG_DATA: 'd', CANHMANG_LANG: 'vi' };
    expect(readAgentOptions([...LEAST, '--collector', 'http://c'], env)).toEqual({
      ...READ,
      collector: 'http://c',
      data: 'd',
      lang: 'vi',
    });
  });

  it.each([
    { why: 'another command', args: ['status'] },
    { why: 'no command', args: [] },
    { why: 'a word too many', args: [...LEAST, 'more'] },
    { why: 'help', args: [...LEAST, '--help'] },
    { why: 'a command of its own', args: ['agent', 'enroll', '--id', 'a'] },
    { why: 'an unknown option', args: [...LEAST, '--colour', 'red'] },
    { why: 'an option without its value', args: [...LEAST, '--data'] },
    { why: 'not one of the choices', args: [...LEAST, '--log-level', 'loud'] },
  ])('is left to be explained: $why', ({ args }) => {
    expect(readAgentOptions(args, {})).toBeUndefined();
  });
});
