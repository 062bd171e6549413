/** The collector of a data folder, asked by whoever may read that folder: no token has to be carried along. */
import { endTokens, issueToken } from '../collector/api/auth/tokens.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ApiOptions } from './api-client.ts';
import { withLedger } from './ledger-on-disk.ts';

/** @param options an address, where it is not the configuration's. */
export function ownCollectorUrl(options: { readonly url?: string }, { installation }: LoadedConfig): string {
  return options.url ?? `http://${installation.listen}`;
}

/** With a token of its own that ends with the work. @param holder names it in the collector's log. */
export function withOwnCollector<T>(
  { data, url, holder }: { readonly data: string; readonly url: string; readonly holder: string },
  work: (api: ApiOptions) => Promise<T>,
): Promise<T> {
  return withLedger(data, async (ledger) => {
    const token = await issueToken(ledger, 'admin', holder, Date.now());
    try {
      return await work({ url, token });
    } finally {
      await endTokens(ledger, 'admin', holder);
    }
  });
}
