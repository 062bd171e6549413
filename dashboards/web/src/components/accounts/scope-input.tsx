/** The units that somebody sees, each with everything below it: the whole province, or some. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../../api/queries.ts';
import { unitChoices, unitNames } from '../../lib/unit-choices.ts';
import { Icon } from '../parts/icons.tsx';
import css from './account.module.css';

/** Names of units by code, as far as there are sites of them. */
export function useUnits() {
  const { data } = useQuery(sitesQuery());
  return useMemo(() => {
    const groups = unitChoices(data?.items ?? []);
    return { groups, names: unitNames(groups) };
  }, [data]);
}

/** As a sentence: "Toàn tỉnh", or the units' names. */
export function useScopeText(): (scope: readonly string[]) => string {
  const { t } = useTranslation();
  const { names } = useUnits();
  return (scope) =>
    scope.length === 0 ? t('scope.all') : scope.map((code) => names.get(code) ?? code).join(', ');
}

export interface ScopeInputProps {
  /** `undefined`: some, and none chosen yet. Empty: the whole province. */
  scope: readonly string[] | undefined;
  onChange: (scope: readonly string[] | undefined) => void;
}

export function ScopeInput({ scope, onChange }: ScopeInputProps) {
  const { t } = useTranslation();
  const group = useId();
  const { groups, names } = useUnits();
  // Who looks at the other choice and comes back finds the units again.
  const [last, setLast] = useState<readonly string[] | undefined>();
  const isAll = scope?.length === 0;
  const chosen = isAll ? [] : (scope ?? []);
  const set = (units: readonly string[]) => onChange(units.length === 0 ? undefined : units);
  return (
    <fieldset className={css.choice}>
      <legend>{t('scope.label')}</legend>
      <label className={css.radio}>
        <input
          type="radio"
          name={group}
          checked={isAll}
          onChange={() => {
            setLast(scope);
            onChange([]);
          }}
        />
        {t('scope.all')}
      </label>
      <label className={css.radio}>
        <input type="radio" name={group} checked={!isAll} onChange={() => onChange(last)} />
        {t('scope.some')}
      </label>
      {!isAll && (
        <>
          {chosen.length === 0 ? (
            <p className={css.soft}>{t('scope.none')}</p>
          ) : (
            <ul className={css.chips}>
              {chosen.map((code) => {
                const name = names.get(code) ?? code;
                return (
                  <li key={code}>
                    {name}
                    <button
                      type="button"
                      aria-label={t('scope.remove', { unit: name })}
                      onClick={() => set(chosen.filter((each) => each !== code))}
                    >
                      <Icon name="cross" size={12} />
                    </button>
                  </li>
                );
              })}
            </ul>
          )}
          <NativeSelect
            aria-label={t('scope.add')}
            value=""
            onChange={(event) => set([...new Set([...chosen, event.currentTarget.value])])}
            data={[{ value: '', label: t('scope.choose'), disabled: true }, ...groups]}
          />
        </>
      )}
    </fieldset>
  );
}
