/** The four roles, each with what it may do. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { PERSON_ROLES, type PersonRole } from '../../../../../model/roles.ts';
import css from './account.module.css';

export function RoleInput({ role, onChange }: { role: PersonRole; onChange: (role: PersonRole) => void }) {
  const { t } = useTranslation();
  const group = useId();
  return (
    <fieldset className={css.choice}>
      <legend>{t('account.role')}</legend>
      {PERSON_ROLES.map((each) => (
        <label key={each} className={css.radio}>
          <input type="radio" name={group} checked={each === role} onChange={() => onChange(each)} />
          <span>
            {t(`role.${each}`)} <span className={css.soft}>– {t(`roleHelp.${each}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
