/** What several answers of the HTTP API are made of. */

export interface List<T> {
  items: T[];
  total: number;
}

/** Every refusal of the API. */
export interface ApiError {
  error: { code: string; message: string; details?: string[] };
}
