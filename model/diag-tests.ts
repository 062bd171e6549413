/** What a technician can have tested, and how. */

/** Tests of one target that go on until they are told to stop. */
export const LIVE_TESTS = ['ping', 'link', 'sip', 'h323', 'http', 'dns'] as const;
export type LiveTest = (typeof LIVE_TESTS)[number];

export const PATH_PROTOCOLS = ['icmp', 'udp', 'tcp'] as const;
export type PathProtocol = (typeof PATH_PROTOCOLS)[number];

export const SNMP_ACTIONS = ['poll', 'get', 'walk', 'rates'] as const;
export type SnmpAction = (typeof SNMP_ACTIONS)[number];
