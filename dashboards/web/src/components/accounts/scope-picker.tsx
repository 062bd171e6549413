/** What a window is about: a site, unit, room, or a device or line of a site. Found without diacritics. */
import { Loader, NativeSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { roomsQuery, siteQuery, sitesQuery } from '../../api/queries.ts';
import { type Draft, SCOPE_KINDS, type ScopeKind } from '../../lib/maintenance-draft.ts';
import { matches, vietnameseOrder } from '../../lib/search.ts';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Combobox.css';
import css from '../maintenance/maintenance-form.module.css';

/** More are found by typing on. */
const MAX_SHOWN = 60;

export interface ScopePickerProps {
  draft: Pick<Draft, 'kind' | 'id' | 'site'>;
  error: string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

interface Choice {
  value: string;
  label: string;
}

export function ScopePicker({ draft: { kind, id, site }, error, onChange }: ScopePickerProps) {
  const { t } = useTranslation();
  const sites = useQuery(sitesQuery()).data?.items;
  const rooms = useQuery(roomsQuery()).data?.items;
  const detail = useQuery({ ...siteQuery(site), enabled: site !== '' }).data;
  const siteChoices = useMemo(
    () => inOrder((sites ?? []).map((each) => ({ value: each.id, label: each.name }))),
    [sites],
  );
  const units = useMemo(() => unitChoices(sites ?? []), [sites]);
  const choices: Record<ScopeKind, Choice[]> = {
    site: siteChoices,
    unit: units,
    room: inOrder((rooms ?? []).map((room) => ({ value: room.id, label: room.name }))),
    device: (detail?.devices ?? []).map((device) => ({ value: device.id, label: device.name })),
    line: (detail?.lines ?? []).map((line) => ({
      value: line.id,
      label: `${line.carrier} · ${line.device} ${line.interfaceName}`,
    })),
  };
  const isOfSite = kind === 'device' || kind === 'line';
  // What an existing window is about may be of a site that was not chosen here.
  const shown =
    id !== '' && choices[kind].every(({ value }) => value !== id)
      ? [...choices[kind], { value: id, label: id }]
      : choices[kind];
  return (
    <div className={css.pair}>
      <NativeSelect
        label={t('maintenance.scopeKind')}
        value={kind}
        onChange={(event) =>
          onChange({
            kind: SCOPE_KINDS.find((each) => each === event.currentTarget.value) ?? 'site',
            id: '',
          })
        }
        data={SCOPE_KINDS.map((value) => ({ value, label: t(`maintenance.kind.${value}`) }))}
      />
      {isOfSite && (
        <Picker
          label={t('maintenance.kind.site')}
          value={site}
          choices={siteChoices}
          onChange={(chosen) => onChange({ site: chosen, id: '' })}
        />
      )}
      <Picker
        label={t(`maintenance.kind.${kind}`)}
        value={id}
        choices={shown}
        isWaiting={isOfSite && site !== '' && detail === undefined}
        error={error}
        onChange={(chosen) => onChange({ id: chosen })}
      />
    </div>
  );
}

interface PickerProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  isWaiting?: boolean;
  error?: string | undefined;
  onChange: (value: string) => void;
}

function Picker({ label, value, choices, isWaiting = false, error, onChange }: PickerProps) {
  const { t } = useTranslation();
  return (
    <Select
      label={label}
      placeholder={t('maintenance.choose')}
      searchable
      required
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
      data={choices}
      limit={MAX_SHOWN}
      nothingFoundMessage={t('maintenance.notFound')}
      error={error}
      rightSection={isWaiting ? <Loader size={16} /> : undefined}
      filter={({ options, search, limit }) =>
        options.filter((option) => 'label' in option && matches(option.label, search)).slice(0, limit)
      }
    />
  );
}

function inOrder(choices: readonly Choice[]): Choice[] {
  const byName = vietnameseOrder();
  return choices.toSorted((a, b) => byName(a.label, b.label));
}

function unitChoices(sites: readonly SiteRow[]): Choice[] {
  const names = new Map<string, string>();
  for (const { unit, unitName, district, districtName } of sites) {
    names.set(unit, unitName);
    if (district !== null) names.set(district, districtName ?? district);
  }
  return inOrder([...names].map(([value, label]) => ({ value, label })));
}
