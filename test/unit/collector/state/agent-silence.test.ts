import { describe, expect, it } from 'vitest';
import { AgentSilence } from '../../../../collector/state/agent-silence.ts';
import type { State } from '../../../../model/state.ts';

const LIMIT = 120_000;

function watch(state: State = 'up', sinceMs = -1_000_000) {
  const site = { state, sinceMs };
  const silence = new AgentSilence({
    agents: [
      { id: 'core', site: 'centre', vantage: 'core' },
      { id: 'agent-a', site: 'a', vantage: 'inside' },
    ],
    limitMs: LIMIT,
    standing: (subject) => ({ subject, upstream: undefined, ...site }),
    nowMs: 0,
  });
  const told = (changes: ReturnType<AgentSilence['tick']>) =>
    changes.map(
      ({ subject, raised, severity, atMs }) => `${subject} ${raised ? severity : 'over'}@${atMs / 1_000}`,
    );
  return {
    site,
    hears: (agent: string, nowMs: number) => told(silence.feed(undefined, agent, nowMs)),
    passes: (nowMs: number) => told(silence.tick(nowMs)),
  };
}

describe('an agent’s silence', () => {
  it('is a warning while its site is reached, from when it was last heard', () => {
    const { hears, passes } = watch();
    hears('core', 119_000);
    hears('agent-a', 10_000);
    expect(passes(130_000)).toEqual([]);
    expect(passes(130_001)).toEqual(['site:a warning@10']);
    expect(passes(140_000)).toEqual([]);
  });

  it('is over when it is heard again', () => {
    const { hears, passes } = watch();
    hears('core', 150_000);
    passes(150_000);
    expect(hears('agent-a', 160_000)).toEqual(['site:a over@160']);
    expect(hears('agent-a', 161_000)).toEqual([]);
  });

  it.each<State>(['down', 'unreachable', 'unknown'])(
    'is nothing of its own while its site is %s',
    (state) => {
      const { hears, passes } = watch(state);
      hears('core', 300_000);
      expect(passes(300_000)).toEqual([]);
    },
  );

  it('is taken back when the site goes down as well', () => {
    const { site, hears, passes } = watch();
    hears('core', 150_000);
    expect(passes(150_000)).toEqual(['site:a warning@0']);
    site.state = 'down';
    expect(passes(151_000)).toEqual(['site:a over@151']);
  });

  it('has its time when the site has just come back', () => {
    const { site, hears, passes } = watch();
    hears('core', 290_000);
    site.sinceMs = 200_000;
    expect(passes(300_000)).toEqual([]);
    expect(passes(320_001)).toEqual(['site:a warning@0']);
  });

  it('of the one who looks at everything is critical', () => {
    const { hears, passes } = watch();
    hears('agent-a', 121_000);
    expect(passes(121_000)).toEqual(['site:centre critical@0']);
  });

  it('of strangers is not watched', () => {
    expect(watch().hears('telegraf', 1)).toEqual([]);
  });
});
