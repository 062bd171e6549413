/** Why a file that somebody hands over is not read as a table. */
export class TableProblem extends Error {
  override readonly name = 'TableProblem';
  readonly code: 'not_a_table' | 'too_large' | 'encoding';
  /** Row, from 1; `undefined`: the file as a whole. */
  readonly row: number | undefined;
  readonly reason: string;

  constructor(code: TableProblem['code'], reason = '', row?: number) {
    super(code);
    this.code = code;
    this.reason = reason;
    this.row = row;
  }
}
