/** What the API refuses. */

/** A request that brought no answer to work with. `status` 0: the server was not reached at all. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  readonly details: readonly string[];
  /** When it may be tried again, as the server says: seconds from its answer. */
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    {
      details = [],
      retryAfterS,
    }: { details?: readonly string[] | undefined; retryAfterS?: number | undefined } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterS = retryAfterS;
  }
}
