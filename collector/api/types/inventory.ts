/** What the HTTP API answers about the inventory. */

/** One row of `GET /api/v1/inventory`: a file that says what is watched. */
export interface InventoryFileRow {
  kind: 'units' | 'sites' | 'devices' | 'lines' | 'rooms' | 'unit_changes';
  name: string;
  /** Without the heading. */
  rows: number;
}

/** `POST /api/v1/inventory/preview` */
export interface InventoryPreview {
  /** What each file was taken for. */
  files: InventoryFileRow[];
  problems: {
    file: string;
    /** From 1, the heading's; `null`: the file as a whole. */
    row: number | null;
    /** The column's heading. */
    column: string | null;
    text: string;
  }[];
  changes: InventoryChange[];
  /** To be sent along for writing: what is written is what was looked at. */
  mark: string;
  /** The demonstration's own files stay as they are. */
  canWrite: boolean;
}

export interface InventoryChange {
  kind: 'units' | 'sites' | 'devices' | 'lines' | 'rooms';
  change: 'added' | 'removed' | 'changed';
  id: string;
  name: string;
  fields: { field: string; from: string; to: string }[];
}

/** `POST /api/v1/inventory` */
export interface InventoryWritten {
  /** Names of the files. The collector takes them over right after the answer, and is away for a second or two. */
  written: string[];
}
