/** What SNMPv3 may be spoken with (RFC 3414, RFC 3826, RFC 7860). */

export const SNMP_LEVELS = ['noAuthNoPriv', 'authNoPriv', 'authPriv'] as const;
export const SNMP_AUTH_PROTOCOLS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export const SNMP_PRIV_PROTOCOLS = ['des', 'aes128', 'aes256', 'aes256c'] as const;
