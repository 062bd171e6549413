/** Whether somebody has to sign in, and who did. The session itself is a cookie that scripts cannot read. */
import type { SessionInfo } from '../../../../collector/api/types/accounts.ts';
import { forgetDrafts, keepDraftsOf } from '../lib/kept-drafts.ts';
import { request } from './client.ts';

/** What somebody shows to be let in. */
export type Credentials =
  | { readonly token: string }
  | { readonly name: string; readonly password: string; readonly code?: string };

export interface SessionState {
  /** The server asked for a sign-in. */
  readonly isRequired: boolean;
  /** Counts up when somebody else has signed in: of the one before nothing is to be left on the page. */
  readonly person: number;
  /** Somebody was let in since this page was loaded, so that there may be something typed to keep. */
  readonly hasBegun: boolean;
}

/** Starts signed in: the first answer 401 says otherwise. */
export class Session {
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { isRequired: false, person: 0, hasBegun: false };
  #name: string | undefined;
  /** Who has not signed in may look at some things, and is not kept from them by having asked for another. */
  #isOpen = false;

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SessionState => this.#state;

  /** To be called at an answer 401. */
  readonly require = (): void => {
    if (!this.#isOpen || this.#name !== undefined) this.#set({ isRequired: true });
  };

  /** To be called when the server has told who is signed in. */
  tell({ user, openAs }: SessionInfo): void {
    this.#isOpen = openAs !== null;
    if (user === null && openAs === null) this.require();
    if (user === null) return;
    this.#name = user.name;
    keepDraftsOf(user.name);
    this.#set({ hasBegun: true });
  }

  /**
   * Throws an `ApiFailure`, of status 401 for what is wrong and of code `code_needed` when there is a second factor.
   * `isSame`: the one who was here before.
   */
  async signIn(credentials: Credentials): Promise<{ info: SessionInfo; isSame: boolean }> {
    const info = await request<SessionInfo>('/session', { method: 'POST', body: credentials });
    const isSame = this.#name !== undefined && this.#name === info.user?.name;
    this.#name = info.user?.name;
    keepDraftsOf(this.#name ?? '');
    const person = this.#state.person + (isSame ? 0 : 1);
    this.#set({ isRequired: false, hasBegun: true, person });
    return { info, isSame };
  }

  /** Throws an `ApiFailure`; then somebody is signed in still. */
  async signOut(): Promise<void> {
    await request<undefined>('/session', { method: 'DELETE' });
    this.#name = undefined;
    forgetDrafts();
    this.#set({ hasBegun: false, person: this.#state.person + 1 });
  }

  #set(change: Partial<SessionState>): void {
    const next = { ...this.#state, ...change };
    const isNews =
      next.isRequired !== this.#state.isRequired ||
      next.person !== this.#state.person ||
      next.hasBegun !== this.#state.hasBegun;
    if (!isNews) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
