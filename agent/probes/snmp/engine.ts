/** Who an SNMPv3 device is and what time it has: asked by net-snmp, with a first request that proves the keys. */
import { isIPv6 } from 'node:net';
import * as snmp from 'net-snmp';
import type { SnmpUser } from '../../snmp-security.ts';
import { netSnmpUser, requiredFlags } from '../../snmp-security.ts';
import type { UsmEngine } from './codec/usm.ts';
import { SnmpError } from './errors.ts';
import { SYSTEM } from './oids.ts';
import { DeviceSocket } from './socket.ts';

export interface EngineTarget {
  readonly host: string;
  readonly port: number;
  readonly user: SnmpUser;
  readonly context: string;
  readonly timeoutMs: number;
  readonly retries: number;
  /** A retry waits so many times as long as the try before it. */
  readonly backoff: number;
  /** After which the library has lost the request. */
  readonly deadlineMs: number;
}

/** Who are you, what is the time, and the request itself. */
const EXCHANGES = 3;

/** A search that is under way. */
export interface EngineSearch {
  readonly found: Promise<UsmEngine>;
  /** Fails it. */
  cancel(error: Error): void;
}

/** `found` throws SnmpError. */
export function searchEngine(target: EngineTarget): EngineSearch {
  let cancel: (error: Error) => void = () => undefined;
  const found = new Promise<UsmEngine>((resolve, reject) => {
    let sent = 0;
    const mostSent = EXCHANGES * (target.retries + 1);
    const session = snmp.createV3Session(target.host, netSnmpUser(target.user), {
      version: snmp.Version3,
      context: target.context,
      port: target.port,
      timeout: target.timeoutMs,
      retries: target.retries,
      backoff: target.backoff,
      transport: isIPv6(target.host) ? 'udp6' : 'udp4',
      idBitsSize: 32,
      dgramModule: {
        createSocket: (family: 'udp4' | 'udp6') =>
          new DeviceSocket(family, {
            host: target.host,
            port: target.port,
            mayWeSend: () => sent++ < mostSent,
            onBroken: (error) => cancel(error),
          }),
      },
    });
    let engine: UsmEngine | undefined;
    const end = () => {
      clearTimeout(deadline);
      cancel = () => undefined;
      session.close();
    };
    cancel = (error) => {
      end();
      reject(asSnmpError(error));
    };
    const deadline = setTimeout(() => cancel(new SnmpError('silence', 'request lost')), target.deadlineMs);
    // Errors reach the request's callback too; without a listener they would end the process.
    session.on('error', () => undefined);
    takeOwnAnswers(session, requiredFlags(target.user.level), (answered) => {
      engine = answered;
    });
    session.get([SYSTEM.sysUpTime], (error) => {
      // The device may well refuse what was asked: that it answered is enough.
      if (!engine) return cancel(error ?? new SnmpError('foreign', 'an answer without an engine'));
      end();
      resolve(engine);
    });
  });
  return { found, cancel: (error) => cancel(error) };
}

/**
 * The library takes an answer by its message's id alone. It must also be the answer to this request, from the engine
 * that was asked, and as secure as the request was (RFC 3412 section 7.2 step 12): otherwise a sender without the key
 * could answer in the clear.
 */
function takeOwnAnswers(session: snmp.Session, flags: number, found: (engine: UsmEngine) => void): void {
  const accept = session.onSimpleGetResponse;
  session.onSimpleGetResponse = (req, message) => {
    const asked = req.message.msgSecurityParameters;
    const answered = message.msgSecurityParameters;
    const secure = ((message.msgGlobalData?.msgFlags ?? 0) & flags) === flags;
    const sameEngine = asked && answered?.msgAuthoritativeEngineID.equals(asked.msgAuthoritativeEngineID);
    if (!answered || !secure || !sameEngine || message.pdu.id !== req.message.pdu.id)
      return req.responseCb(new snmp.ResponseInvalidError('not the answer to this request', 0, {}));
    found({
      id: Buffer.from(answered.msgAuthoritativeEngineID),
      boots: answered.msgAuthoritativeEngineBoots,
      timeS: answered.msgAuthoritativeEngineTime,
    });
    accept.call(session, req, message);
  };
}

function asSnmpError(error: Error): SnmpError {
  if (error instanceof SnmpError) return error;
  const silent = error.name === 'RequestTimedOutError';
  return new SnmpError(silent ? 'silence' : 'engine', error.message);
}
