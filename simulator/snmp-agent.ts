/** How an SNMP agent answers (RFC 3416 section 4.2; for version 1 RFC 1157 section 4.1 and RFC 3584). */
import { ErrorStatus, ObjectType } from 'net-snmp';
import { compareOids, firstFrom, type MibObject, type RouterReading } from './mib.ts';
import type { SnmpAnswer, SnmpRequest, SnmpVarbind } from './snmp-codec.ts';

/** Variables of one answer: about 10 kB, far below what a datagram holds. The manager asks again for the rest. */
const MAX_VARBINDS = 400;

export function answerRequest(
  mib: readonly MibObject[],
  router: RouterReading,
  request: SnmpRequest,
): SnmpAnswer {
  switch (request.operation) {
    case 'get':
      return finish(
        request,
        request.varbinds.map(({ oid }) => get(mib, router, oid)),
      );
    case 'getNext':
      return finish(
        request,
        request.varbinds.map(({ oid }) => getNext(mib, router, oid, request.isVersion1)),
      );
    case 'getBulk':
      return finish(request, getBulk(mib, router, request));
    case 'set': {
      const errorStatus = request.isVersion1 ? ErrorStatus.NoSuchName : ErrorStatus.NotWritable;
      return { errorStatus, errorIndex: 1, varbinds: request.varbinds };
    }
  }
}

function readOid(text: string): number[] {
  return text.split('.').map((part) => Number(part) || 0);
}

function read({ oid, type, read: readValue }: MibObject, router: RouterReading): SnmpVarbind {
  return { oid: oid.join('.'), type, value: readValue(router) };
}

function get(mib: readonly MibObject[], router: RouterReading, name: string): SnmpVarbind {
  const oid = readOid(name);
  const found = mib[firstFrom(mib, oid, true)];
  if (found !== undefined && compareOids(found.oid, oid) === 0) return read(found, router);
  // The object is there, that instance of it is not: the names differ in the last number only.
  const objectOid = oid.slice(0, -1);
  const sibling = mib[firstFrom(mib, objectOid, true)];
  const hasObject = sibling !== undefined && compareOids(sibling.oid.slice(0, -1), objectOid) === 0;
  return { oid: name, type: hasObject ? ObjectType.NoSuchInstance : ObjectType.NoSuchObject, value: null };
}

function getNext(
  mib: readonly MibObject[],
  router: RouterReading,
  name: string,
  isVersion1: boolean,
): SnmpVarbind {
  let position = firstFrom(mib, readOid(name), false);
  // Version 1 has no Counter64: its managers see a table without those columns (RFC 3584 section 4.2.2.1).
  while (isVersion1 && mib[position]?.type === ObjectType.Counter64) position += 1;
  const next = mib[position];
  return next === undefined ? { oid: name, type: ObjectType.EndOfMibView, value: null } : read(next, router);
}

function getBulk(mib: readonly MibObject[], router: RouterReading, request: SnmpRequest): SnmpVarbind[] {
  const names = request.varbinds.map(({ oid }) => oid);
  const once = Math.max(0, request.nonRepeaters);
  const answer = names.slice(0, once).map((oid) => getNext(mib, router, oid, false));
  let repeated = names.slice(once);
  for (let round = 0; round < request.maxRepetitions && repeated.length > 0; round += 1) {
    const row = repeated.map((oid) => getNext(mib, router, oid, false));
    if (answer.length + row.length > MAX_VARBINDS) break;
    answer.push(...row);
    if (row.every(({ type }) => type === ObjectType.EndOfMibView)) break;
    repeated = row.map(({ oid }) => oid);
  }
  return answer;
}

function isException({ type }: SnmpVarbind): boolean {
  return (
    type === ObjectType.NoSuchObject || type === ObjectType.NoSuchInstance || type === ObjectType.EndOfMibView
  );
}

/** Version 1 has one error for the whole answer where version 2 marks the single variables. */
function finish(request: SnmpRequest, varbinds: readonly SnmpVarbind[]): SnmpAnswer {
  const fault = varbinds.findIndex(
    (varbind) => isException(varbind) || varbind.type === ObjectType.Counter64,
  );
  if (request.isVersion1 && fault >= 0) {
    return { errorStatus: ErrorStatus.NoSuchName, errorIndex: fault + 1, varbinds: request.varbinds };
  }
  return { errorStatus: ErrorStatus.NoError, errorIndex: 0, varbinds };
}
