/**
 * The Debian packages that tests talk to: the one list of them, for the test command and for the tests.
 * Plain JavaScript, because the test command runs before anything could be translated.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {string} command what tells that it is installed
 * @property {string} purpose
 */

/** @type {readonly DebianPackage[]} */
export const DEBIAN_PACKAGES = [
  { name: 'fping', command: 'fping', purpose: 'a second opinion on reachability and loss' },
  { name: 'iputils-ping', command: 'ping', purpose: 'what the ping probe runs' },
  { name: 'snmp', command: 'snmpbulkwalk', purpose: 'a second opinion on what an SNMP agent says' },
  { name: 'snmpd', command: 'snmpd', purpose: 'a real SNMP agent' },
  {
    name: 'prometheus-snmp-exporter',
    command: 'prometheus-snmp-exporter',
    purpose: 'what our SNMP probe is measured against',
  },
  { name: 'snmpsim', command: 'snmpsimd', purpose: 'SNMP agents of recorded routers, switches and UPSes' },
  {
    name: 'chromium',
    command: 'chromium',
    purpose: 'the browser that opens the web pages and prints reports',
  },
  { name: 'nftables', command: 'nft', purpose: 'cut lines and lost packets in the lab' },
  { name: 'iproute2', command: 'ip', purpose: "the lab's namespaces, lines and thin lines" },
  { name: 'traceroute', command: 'traceroute', purpose: 'the way that UDP and TCP take' },
  { name: 'tshark', command: 'tshark', purpose: 'a second opinion on what our packets say' },
  { name: 'dnsmasq-base', command: 'dnsmasq', purpose: 'a real DNS server' },
  { name: 'chrony', command: 'chronyd', purpose: 'a real time server' },
  { name: 'openssl', command: 'openssl', purpose: 'certificates that are valid, expired, of nobody' },
  { name: 'sip-tester', command: 'sipp', purpose: 'a real SIP endpoint' },
  { name: 'curl', command: 'curl', purpose: 'an HTTP client that is not Node' },
  { name: 'influxdb-client', command: 'influx', purpose: "InfluxDB's own client, that writes to us" },
  { name: 'influxdb', command: 'influxd', purpose: 'a real InfluxDB 1.x' },
  { name: 'victoria-metrics', command: 'victoria-metrics', purpose: 'a real VictoriaMetrics' },
  {
    name: 'python3-minimal',
    command: 'python3',
    purpose: 'opens sockets and hands them over, as systemd does',
  },
  {
    name: 'gammu-smsd',
    command: 'gammu-smsd',
    purpose: 'a real sender of SMS, with a telephone of its own making',
  },
  { name: 'dpkg', command: 'dpkg-deb', purpose: 'builds our packages, and installs them' },
  { name: 'systemd', command: 'systemd-analyze', purpose: 'checks the units of our packages' },
  { name: 'adduser', command: 'adduser', purpose: 'makes the user of the collector' },
  { name: 'poppler-utils', command: 'pdftotext', purpose: 'a second opinion on what our PDF files say' },
  { name: 'xlsx2csv', command: 'xlsx2csv', purpose: 'a second opinion on what our workbooks say' },
  {
    name: 'exim4-daemon-light',
    command: 'exim4',
    purpose: 'a real mail exchanger, with a queue and a mailbox',
  },
  { name: 'faketime', command: 'faketime', purpose: 'programs whose clocks run faster' },
  { name: 'python3-aiosmtpd', command: 'aiosmtpd', purpose: 'a real SMTP server that takes e-mail' },
];

/** Where root's programs are; not on everybody's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin'];

/**
 * @param {string} command
 * @returns {boolean}
 */
export function hasCommand(command) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.some((directory) => {
    if (directory === '') return false;
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * @param {readonly string[]} [names] of packages; all of the list when left out
 * @returns {string[]} those whose command is not there
 */
export function missingPackages(names = DEBIAN_PACKAGES.map(({ name }) => name)) {
  return names.filter((name) => {
    const listed = DEBIAN_PACKAGES.find((candidate) => candidate.name === name);
    if (!listed)
      throw new Error(`${name} is not in the list of Debian packages (test/setup/debian-packages.mjs)`);
    return !hasCommand(listed.command);
  });
}
