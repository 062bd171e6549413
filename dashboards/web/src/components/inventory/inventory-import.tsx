/** Files are chosen, looked at, and only then written: nothing that was chosen is lost when something goes wrong. */
import { Button, FileInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenFile } from '../../api/inventory-queries.ts';
import {
  FileUnreadable,
  inventoryKey,
  previewInventory,
  readChosen,
  writeInventory,
} from '../../api/inventory-queries.ts';
import css from '../accounts/account.module.css';
import { ActProblem } from '../parts/act-problem.tsx';
import { Panel } from '../parts/panel.tsx';
import { InventoryPreview } from './inventory-preview.tsx';

/** There are six lists. */
const MAX_FILES = 6;
const MAX_BYTES = 12 * 1024 * 1024;

export function InventoryImport() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [looked, setLooked] = useState<readonly ChosenFile[]>([]);
  const preview = useMutation({
    mutationFn: async () => {
      const chosen = await Promise.all(files.map(readChosen));
      const answer = await previewInventory(chosen, i18n.language);
      setLooked(chosen);
      return answer;
    },
  });
  const write = useMutation({
    mutationFn: (mark: string) => writeInventory(looked, mark),
    onSuccess: () => {
      setFiles([]);
      preview.reset();
      return client.invalidateQueries({ queryKey: inventoryKey });
    },
  });
  const isTooMuch = files.length > MAX_FILES || files.reduce((sum, { size }) => sum + size, 0) > MAX_BYTES;
  const error = preview.error ?? write.error;
  const found = preview.data;
  return (
    <>
      <Panel title={t('inventory.replace')}>
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            write.reset();
            preview.mutate();
          }}
        >
          <FileInput
            multiple
            clearable
            label={t('inventory.choose')}
            description={t('inventory.formats')}
            placeholder={t('inventory.none')}
            accept=".csv,.txt,.tsv,.xlsx"
            value={files}
            onChange={(chosen) => {
              setFiles(chosen);
              preview.reset();
              write.reset();
            }}
            error={isTooMuch ? t('inventory.tooMuch') : undefined}
            clearButtonProps={{ 'aria-label': t('inventory.clear') }}
          />
          {error instanceof FileUnreadable ? (
            <p role="alert" className={css.error}>
              {t('inventory.unreadable', { name: error.message })}
            </p>
          ) : (
            <ActProblem error={error} />
          )}
          <div className={css.row}>
            <Button type="submit" loading={preview.isPending} disabled={files.length === 0 || isTooMuch}>
              {t('inventory.look')}
            </Button>
          </div>
        </form>
        {write.data !== undefined && (
          <p role="status">{t('inventory.written', { files: write.data.written.join(', ') })}</p>
        )}
      </Panel>
      {found !== undefined && (
        <InventoryPreview
          found={found}
          isWriting={write.isPending}
          onWrite={() => write.mutate(found.mark)}
        />
      )}
    </>
  );
}
