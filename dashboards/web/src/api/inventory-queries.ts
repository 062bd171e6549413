/** What is read and done of the inventory's files. */
import { queryOptions } from '@tanstack/react-query';
import type {
  InventoryFileRow,
  InventoryPreview,
  InventoryWritten,
} from '../../../../collector/api/types/inventory.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import { base64 } from '../lib/base64.ts';
import { request } from './client.ts';

export const inventoryKey = ['inventory'] as const;

export const inventoryQuery = () =>
  queryOptions({
    queryKey: inventoryKey,
    queryFn: ({ signal }) => request<List<InventoryFileRow>>('/inventory', { signal }),
  });

/** A file that was chosen, read at once: what is written is what was looked at. */
export interface ChosenFile {
  readonly name: string;
  readonly content: string;
}

/** A file that was chosen and is there no more, or has changed since. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** @throws FileUnreadable, its message is the file's name */
export async function readChosen(file: File): Promise<ChosenFile> {
  const bytes = await file.arrayBuffer().catch(() => {
    throw new FileUnreadable(file.name);
  });
  return { name: file.name, content: base64(new Uint8Array(bytes)) };
}

export function previewInventory(files: readonly ChosenFile[], language: string): Promise<InventoryPreview> {
  const body = { files, language: language === 'en' ? 'en' : 'vi' };
  return request<InventoryPreview>('/inventory/preview', { method: 'POST', body });
}

export function writeInventory(files: readonly ChosenFile[], mark: string): Promise<InventoryWritten> {
  return request<InventoryWritten>('/inventory', { method: 'POST', body: { files, mark } });
}
