import { describe, expect, it } from 'vitest';
import { parseTracepath, parseTraceroute } from '../../../../cli/diag/tools/traceroute-output.ts';

describe('what traceroute and tracepath say', () => {
  it('traceroute -n -q 1', () => {
    const text = `traceroute to 10.105.0.1 (10.105.0.1), 24 hops max, 60 byte packets
 1  10.105.1.254  0.412 ms
 2  *
 3  10.105.0.1  2.018 ms !X
`;
    expect(parseTraceroute(text)).toMatchObject([
      { ttl: 1, address: '10.105.1.254', rttMs: 0.412 },
      { ttl: 2, address: undefined, rttMs: undefined },
      { ttl: 3, address: '10.105.0.1', rttMs: 2.018 },
    ]);
  });

  it('tracepath -n', () => {
    const text = ` 1?: [LOCALHOST]                      pmtu 1500
 1:  10.105.1.254                                          0.315ms 
 1:  10.105.1.254                                          0.211ms 
 2:  no reply
 3:  10.105.0.1                                            2.512ms reached
     Resume: pmtu 1500 hops 3 back 3 
`;
    expect(parseTracepath(text)).toEqual([
      { ttl: 1, address: '10.105.1.254', rttMs: 0.315, reached: false },
      { ttl: 2, address: undefined, rttMs: undefined, reached: false },
      { ttl: 3, address: '10.105.0.1', rttMs: 2.512, reached: true },
    ]);
  });

  it('says nothing of what is no hop', () => {
    expect(parseTraceroute('nowhere: Name or service not known')).toEqual([]);
    expect(parseTracepath('tracepath: nowhere: Name or service not known')).toEqual([]);
  });
});
