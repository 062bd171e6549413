/** What the HTTP API answers about the devices and lines of a site. */

export interface DeviceRow {
  id: string;
  name: string;
  kind: string;
  address: string;
  /** Whether it answered the latest poll; `null` where there was none of late. */
  answers: boolean | null;
  /** From the latest poll; `null` where it did not answer. */
  uptimeSeconds: number | null;
  responseMs: number | null;
}

export interface LineRow {
  id: string;
  carrier: string;
  bandwidthKbps: number;
  device: string;
  interfaceName: string;
  targetPercent: number;
  /** From the latest poll; `null` where there is none of late or its device did not answer. */
  inBps: number | null;
  outBps: number | null;
}
