/** What a device answers: the request's own Via, From, To, Call-ID and CSeq (RFC 3261 section 8.2.6.2). */
export function sipAnswer(
  request: string,
  status: string,
  change: (head: string) => string = (head) => head,
): string {
  const copied = request.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  return change([`SIP/2.0 ${status}`, ...copied, 'Content-Length: 0', '', ''].join('\r\n'));
}
