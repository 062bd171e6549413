/** Whether somebody has to sign in. The session itself is a cookie that scripts cannot read. */
import { request } from './client.ts';

/** Starts signed in: the first answer 401 says otherwise. */
export class Session {
  readonly #listeners = new Set<() => void>();
  #isRequired = false;

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether the server asked for a sign-in. */
  readonly isRequired = (): boolean => this.#isRequired;

  /** To be called at an answer 401. */
  readonly require = (): void => this.#set(true);

  /** Trades an access token for a session. Throws an `ApiFailure`, of status 401 for a wrong token. */
  async signIn(token: string): Promise<void> {
    await request<undefined>('/session', { method: 'POST', body: { token } });
    this.#set(false);
  }

  #set(isRequired: boolean): void {
    if (this.#isRequired === isRequired) return;
    this.#isRequired = isRequired;
    for (const listener of this.#listeners) listener();
  }
}
