/** Whether a SIP device answers OPTIONS. Any final response says that it is there, also one that refuses. */
import { randomBytes, randomInt } from 'node:crypto';
import { splitTarget } from '../../../model/target.ts';
import { VERSION } from '../../../model/version.ts';
import { connect, measuringTls, readUntil } from '../connection.ts';
import { withDatagrams } from '../datagrams.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { CodecAnswer } from '../videoconf.ts';
import { startCodecRounds } from '../videoconf.ts';
import type { SipIdentity, SipResponse } from './message.ts';
import { answers, decodeResponse, decodeResponses, encodeOptions, MAX_HEAD_BYTES } from './message.ts';
import { waitBeforeResendMs } from './retransmission.ts';

const DEFAULT_PORTS = { udp: 5_060, tcp: 5_060, tls: 5_061 } as const;
/** From here on a response is final (section 7.2). */
const FIRST_FINAL_STATUS = 200;

interface Asking {
  readonly job: JobOf<'sip'>;
  readonly target: { readonly host: string; readonly port: number };
  readonly identity: SipIdentity;
  readonly signal: AbortSignal;
}

function identity(): SipIdentity {
  const text = () => randomBytes(12).toString('hex');
  return { branch: text(), callId: text(), fromTag: text(), sequence: randomInt(1, 0x8000_0000) };
}

function request({ job, target, identity }: Asking, local: { address: string; port: number }): string {
  return encodeOptions({
    ...identity,
    target,
    local: { host: local.address, port: local.port },
    transport: job.settings.transport,
    user: job.settings.user,
    userAgent: `canhmang/${VERSION}`,
  });
}

function askByDatagrams(asking: Asking): Promise<SipResponse> {
  return withDatagrams(asking.target, asking.signal, async (datagrams) => {
    const message = Buffer.from(request(asking, datagrams.local));
    let sent = 0;
    let proceeding = false;
    let timer: NodeJS.Timeout | undefined;
    const send = () => {
      datagrams.send(message);
      sent++;
      timer = setTimeout(send, waitBeforeResendMs(sent, proceeding));
    };
    const answer = datagrams.receive((datagram) => {
      const response = decodeResponse(datagram.toString('utf8'));
      if (!response || !answers(response, asking.identity)) return undefined;
      if (response.status >= FIRST_FINAL_STATUS) return response;
      proceeding = true;
      return undefined;
    });
    send();
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  });
}

async function askByStream(asking: Asking): Promise<SipResponse> {
  const { job, target, signal } = asking;
  const tls =
    job.settings.transport === 'tls' ? measuringTls(target.host, job.settings.server_name) : undefined;
  const socket = await connect(target, tls, signal);
  try {
    socket.write(request(asking, { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }));
    const response = await readUntil(socket, signal, MAX_HEAD_BYTES, (received) =>
      decodeResponses(received).find(
        (candidate) => candidate.status >= FIRST_FINAL_STATUS && answers(candidate, asking.identity),
      ),
    );
    if (!response) throw new Error('no final response');
    return response;
  } finally {
    socket.destroy();
  }
}

export const sipProbe: Probe<'sip'> = {
  kind: 'sip',
  start(job: JobOf<'sip'>, context: ProbeContext): RunningProbe {
    const { transport, port } = job.settings;
    const target = splitTarget(job.target, port ?? DEFAULT_PORTS[transport]);
    return startCodecRounds(job, context, async (signal): Promise<CodecAnswer> => {
      const asking: Asking = { job, target, identity: identity(), signal };
      const startedMs = performance.now();
      const { status, userAgent } = await (transport === 'udp'
        ? askByDatagrams(asking)
        : askByStream(asking));
      return {
        responseMs: performance.now() - startedMs,
        fields: {
          status_code: BigInt(status),
          ...(userAgent === undefined ? {} : { user_agent: userAgent }),
        },
      };
    });
  },
};
