/** What the HTTP API answers about the collector itself. */

/** `GET /api/v1/about` */
export interface About {
  name: 'canhmang';
  version: string;
  /** The data is simulated, and every page says so. */
  demonstration: boolean;
  /** Names the installation: "Mạng truyền số liệu chuyên dùng tỉnh Yên Bái". */
  title: string;
  language: 'vi' | 'en';
  /** IANA time zone that people read times in. */
  timeZone: string;
  nowMs: number;
  store: StoreStanding;
}

export interface StoreStanding {
  /** Kind of the configuration: `embedded`, `influxdb1`... */
  kind: string;
  /** The server does not answer: measurements wait in the ingest log. */
  away: { since: string; reason: string } | null;
  /** What is in the ingest log, bytes; at its limit agents have to keep their points. */
  logBytes: number;
  logLimitBytes: number;
}

/** `POST /api/v1/backup` */
export interface BackupAnswer {
  folder: string;
  files: number;
  bytes: number;
  /** `false`: they are in a server that is backed up by its own means. */
  measurements: boolean;
}

/** `POST /api/v1/store/copy` */
export interface StoreCopyAnswer {
  folder: string;
}
