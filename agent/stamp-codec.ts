/** The mode of STAMP packets that a key, or none, stands for. Sender and reflector share it. */
import { createHmac } from 'node:crypto';
import { authenticatedStamp } from '../model/stamp-authenticated.ts';
import type { StampCodec } from '../model/stamp-packet.ts';
import { unauthenticatedStamp } from '../model/stamp-packet.ts';

/** @param key shared by sender and reflector; without one packets are not authenticated. */
export function stampCodec(key: string | undefined): StampCodec {
  if (key === undefined) return unauthenticatedStamp;
  return authenticatedStamp((octets) => createHmac('sha256', key).update(octets).digest());
}
