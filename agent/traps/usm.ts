/**
 * Who may send what in version 3: the checks of RFC 3414 section 3.2 in their order, before anything of a message is
 * decoded. net-snmp's receiver has no time window and believes an empty user name.
 */
import type { DigestKey } from '../snmp/digest.ts';
import { isAuthentic } from '../snmp/digest.ts';
import { digestKey, localKey, passwordKey } from '../snmp/usm-key.ts';
import type { SnmpUser } from '../snmp-security.ts';
import { BoundedMap } from './bounded-map.ts';
import type { SnmpEngine } from './engine.ts';
import { MAX_BOOTS } from './engine.ts';
import type { UserMessage } from './message.ts';
import type { UsmProblem } from './report.ts';
import { encodeReport } from './report.ts';

export type Verdict =
  | { readonly kind: 'take'; readonly user: SnmpUser }
  /** A sender that asks for our engine's name and time: nothing is wrong. */
  | { readonly kind: 'discovery'; readonly report: Buffer }
  | { readonly kind: 'refuse'; readonly problem: UsmProblem; readonly report: Buffer | undefined };

/** Section 2.2.3, seconds. */
const TIME_WINDOW_S = 150;
/** SnmpEngineID has 5 to 32 octets (RFC 3411 section 5). */
const MIN_ENGINE_ID_OCTETS = 5;

type AuthUser = Exclude<SnmpUser, { level: 'noAuthNoPriv' }>;

/** What is known of another engine's clock (section 2.3). */
interface RemoteClock {
  readonly boots: number;
  readonly time: number;
  readonly atMs: number;
}

export class Usm {
  readonly #users: readonly SnmpUser[];
  readonly #engine: SnmpEngine;
  readonly #clocks = new BoundedMap<RemoteClock>();
  readonly #counts: Record<UsmProblem, number> = {
    wrong_level: 0,
    not_in_time_window: 0,
    unknown_user: 0,
    unknown_engine: 0,
    wrong_digest: 0,
  };

  constructor(users: readonly SnmpUser[], engine: SnmpEngine) {
    this.#users = users;
    this.#engine = engine;
  }

  /**
   * @param datagram whole; the message is of it.
   * @param nowMs monotonic.
   */
  judge(message: UserMessage, datagram: Buffer, nowMs: number): Verdict {
    const ours = message.engineId.equals(this.#engine.id);
    // Of what wants an answer we are the authority (section 1.5.1): it has to be addressed to us by name.
    if (message.reportable && !ours) {
      return { kind: 'discovery', report: this.#report('unknown_engine', message) };
    }
    if (message.engineId.length < MIN_ENGINE_ID_OCTETS) return this.#refuse('unknown_engine', message);
    const named = this.#users.filter(({ user }) => user === message.user);
    if (named.length === 0) return this.#refuse('unknown_user', message);
    const level = levelOf(message);
    const fitting = named.filter((user) => user.level === level);
    if (fitting.length === 0) return this.#refuse('wrong_level', message);
    const user = fitting.find((candidate) => this.#isFrom(candidate, message, datagram));
    if (!user) return this.#refuse('wrong_digest', message);
    if (user.level !== 'noAuthNoPriv') {
      const inTime = ours ? this.#isInOurTime(message) : this.#isInTheirTime(message, nowMs);
      if (!inTime) return this.#refuse('not_in_time_window', message, user);
    }
    return { kind: 'take', user };
  }

  #isFrom(user: SnmpUser, message: UserMessage, datagram: Buffer): boolean {
    if (user.level === 'noAuthNoPriv') return true;
    return isAuthentic(this.#keyOf(user, message.engineId), datagram, message.digest);
  }

  /** The costly half of a key is kept; strangers' engines cost two short hashes and no memory. */
  #keyOf(user: AuthUser, engineId: Buffer): DigestKey {
    const key = passwordKey(user.auth, user.auth_key);
    return digestKey(user.auth, localKey(user.auth, key, engineId));
  }

  /** Section 3.2 step 7a. */
  #isInOurTime({ engineBoots, engineTime }: UserMessage): boolean {
    const { boots } = this.#engine;
    if (boots === MAX_BOOTS || engineBoots !== boots) return false;
    return Math.abs(engineTime - this.#engine.time()) <= TIME_WINDOW_S;
  }

  /** Section 3.2 step 7b; the message is authentic. */
  #isInTheirTime({ engineId, engineBoots: boots, engineTime: time }: UserMessage, nowMs: number): boolean {
    if (boots === MAX_BOOTS) return false;
    const key = engineId.toString('hex');
    const known = this.#clocks.get(key);
    if (known && boots < known.boots) return false;
    const sameStart = known?.boots === boots;
    const nowThere = sameStart ? known.time + (nowMs - known.atMs) / 1_000 : time;
    if (sameStart && time < nowThere - TIME_WINDOW_S) return false;
    if (!sameStart || time > known.time) this.#clocks.set(key, { boots, time, atMs: nowMs });
    return true;
  }

  #refuse(problem: UsmProblem, message: UserMessage, user?: AuthUser): Verdict {
    const report = message.reportable ? this.#report(problem, message, user) : undefined;
    if (!report) this.#counts[problem]++;
    return { kind: 'refuse', problem, report };
  }

  #report(problem: UsmProblem, message: UserMessage, user?: AuthUser): Buffer {
    const { id, boots } = this.#engine;
    return encodeReport({
      problem,
      count: ++this.#counts[problem],
      messageId: message.id,
      engine: { id, boots, time: this.#engine.time() },
      signedFor: user && { user: user.user, key: this.#keyOf(user, id) },
    });
  }
}

function levelOf({ authenticated, encrypted }: UserMessage): SnmpUser['level'] {
  if (!authenticated) return 'noAuthNoPriv';
  return encrypted ? 'authPriv' : 'authNoPriv';
}
