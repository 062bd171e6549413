/** What people have noted of a site. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { SiteNoteRow } from '../../../../collector/api/types/sites.ts';
import { request } from './client.ts';

const keyOf = (siteId: string) => ['site-notes', siteId] as const;
const pathOf = (siteId: string) => `/sites/${encodeURIComponent(siteId)}/notes`;

export const siteNotesQuery = (siteId: string) =>
  queryOptions({
    queryKey: keyOf(siteId),
    queryFn: ({ signal }) => request<List<SiteNoteRow>>(pathOf(siteId), { signal }),
  });

export type NoteAct = { readonly add: string } | { readonly withdraw: number };

/** Each act answers the list as it is then. */
export function useNoteAct(siteId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: NoteAct) =>
      'add' in act
        ? request<List<SiteNoteRow>>(pathOf(siteId), { method: 'POST', body: { text: act.add } })
        : request<List<SiteNoteRow>>(`${pathOf(siteId)}/${act.withdraw}`, { method: 'DELETE' }),
    onSuccess: (notes) => client.setQueryData(keyOf(siteId), notes),
  });
}
