/** Passwords are kept as scrypt hashes (RFC 7914) that name their own parameters. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { composed } from '../../model/roles.ts';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a tenth of a second of one core; OWASP's choice for this much memory. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
/** What a kept hash may ask for at most: what is in the ledger is ours, and still no reason to fall over. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Of somebody who is not there: as much work as for those who are. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.alloc(SALT_BYTES).toString('base64')}$${Buffer.alloc(HASH_BYTES).toString('base64')}`;

/** Hashing takes 32 MiB and a core: one at a time, whoever asks. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

function derive(password: string, salt: Buffer, bytes: number, cost: Cost): Promise<Buffer> {
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(composed(password), salt, bytes, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}

/** `scrypt$N$r$p$salt$hash`, the last two in base64. */
export async function hashPassword(
  password: string,
  salt: Buffer = randomBytes(SALT_BYTES),
): Promise<string> {
  const key = await derive(password, salt, HASH_BYTES, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** @param kept `undefined` or null where there is nobody or no password: takes as long, and is never right. */
export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = (kept ?? NOBODY).split('$');
  if (scheme !== 'scrypt') throw new Error('a password is kept in a way that is not known');
  const wanted = Buffer.from(hash, 'base64');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const key = await derive(password, Buffer.from(salt, 'base64'), wanted.length, cost);
  return timingSafeEqual(key, wanted) && kept != null;
}
