/**
 * No data is never `down` by itself: an agent that is silent while its site is reached is a warning of its own.
 * When the site itself is not reached, its agent's silence says nothing more.
 */
import type { AlarmChange } from '../../model/incident.ts';
import type { SubjectId } from '../../model/state.ts';
import { subjectId } from '../../model/state.ts';
import type { Standing } from './path.ts';

export const AGENT_SILENT = 'agent-silent';

export interface AgentSilenceOptions {
  readonly agents: readonly {
    readonly id: string;
    readonly site: string;
    readonly vantage: 'core' | 'inside';
  }[];
  /** Nothing for this long is silence. */
  readonly limitMs: number;
  readonly standing: (subject: SubjectId) => Standing | undefined;
  readonly nowMs: number;
}

interface Watched {
  readonly site: SubjectId;
  readonly isCore: boolean;
  heardMs: number;
  /** `undefined`: not known since the collector started. */
  silent: boolean | undefined;
}

export class AgentSilence {
  readonly #options: AgentSilenceOptions;
  readonly #agents = new Map<string, Watched>();

  constructor(options: AgentSilenceOptions) {
    this.#options = options;
    for (const { id, site, vantage } of options.agents) {
      this.#agents.set(id, {
        site: subjectId('site', site),
        isCore: vantage === 'core',
        heardMs: options.nowMs,
        silent: undefined,
      });
    }
  }

  /** Something arrived from an agent. */
  feed(_points: unknown, agent: string | undefined, nowMs: number): AlarmChange[] {
    const watched = agent === undefined ? undefined : this.#agents.get(agent);
    if (agent === undefined || !watched) return [];
    const wasSilent = watched.silent !== false;
    const alarm = this.#alarm(agent, watched, false, watched.heardMs, nowMs);
    watched.heardMs = nowMs;
    watched.silent = false;
    return wasSilent ? [{ ...alarm, atMs: nowMs }] : [];
  }

  /** What the passing of time changes. */
  tick(nowMs: number): AlarmChange[] {
    const changes: AlarmChange[] = [];
    for (const [agent, watched] of this.#agents) {
      if (nowMs - watched.heardMs <= this.#options.limitMs) continue;
      const isSymptom = !watched.isCore && !this.#isReached(watched, nowMs);
      if (watched.silent !== true && !isSymptom) {
        watched.silent = true;
        changes.push(this.#alarm(agent, watched, true, watched.heardMs, nowMs));
      } else if (watched.silent === true && isSymptom) {
        // The site went down as well: that has an incident of its own.
        watched.silent = undefined;
        changes.push(this.#alarm(agent, watched, false, nowMs, nowMs));
      }
    }
    return changes;
  }

  /** Reached, and for long enough that its agent had time to speak. */
  #isReached({ site }: Watched, nowMs: number): boolean {
    const standing = this.#options.standing(site);
    const isUp = standing?.state === 'up' || standing?.state === 'degraded';
    return isUp && nowMs - standing.sinceMs > this.#options.limitMs;
  }

  #alarm(agent: string, watched: Watched, raised: boolean, atMs: number, decidedMs: number): AlarmChange {
    const severity = watched.isCore ? 'critical' : 'warning';
    const { site: subject } = watched;
    return { kind: AGENT_SILENT, subject, raised, severity, atMs, decidedMs, proof: undefined, title: agent };
  }
}
