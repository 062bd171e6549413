/** The rules in force: what they look at, and from when on it is how bad. */
import { useTranslation } from 'react-i18next';
import type { RuleDetail, RuleLevelRow } from '../../../../../collector/api/types/rules.ts';
import { useFormat, useLanguage } from '../../i18n/use-format.ts';
import { useKindName } from '../../i18n/use-what.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import table from '../parts/small-table.module.css';
import css from './rules-table.module.css';

const SIGNS = { above: '>', below: '<', equal: '=' } as const;

export function RulesTable({ rules }: { rules: readonly RuleDetail[] }) {
  const { t } = useTranslation();
  return (
    <table className={`${table.table} ${css.rules}`}>
      <thead>
        <tr>
          <th scope="col">{t('rules.rule')}</th>
          <th scope="col">{t('rules.metric')}</th>
          <th scope="col">{t('rules.levels')}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <Row key={rule.name} rule={rule} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ rule }: { rule: RuleDetail }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const kindName = useKindName();
  const format = useFormat();
  const { name, title, of, metrics, windowMs, aggregate, isBaseline, raiseAfterMs, clearAfterMs } = rule;
  const holds = [
    ...(raiseAfterMs > 0 ? [t('rules.raiseAfter', { time: format.duration(raiseAfterMs) })] : []),
    ...(clearAfterMs > 0 ? [t('rules.clearAfter', { time: format.duration(clearAfterMs) })] : []),
  ];
  return (
    <tr>
      <td>
        <span className={table.subject}>{title?.[language] ?? kindName(name)}</span>
        <span className={table.second}>
          <code>{name}</code> · {t(`rules.of.${of}`)}
        </span>
      </td>
      <td data-label={t('rules.metric')}>
        <span className={css.metrics}>
          {metrics.map((metric) => (
            <code key={metric}>{metric}</code>
          ))}
          <span className={table.second}>
            {[
              ...(windowMs > 0 ? [t('rules.window', { aggregate, time: format.duration(windowMs) })] : []),
              ...(isBaseline ? [t('rules.baseline')] : []),
              ...holds,
            ].join(' · ')}
          </span>
        </span>
      </td>
      <td data-label={t('rules.levels')}>
        <div>
          <Levels levels={rule.levels} when={rule.when} />
          {rule.byClass.map(({ class: siteClass, levels }) => (
            <div key={siteClass} className={css.byClass}>
              <span className={css.class}>{t(`class.${siteClass}`)}</span>
              {levels.length === 0 ? t('rules.notJudged') : <Levels levels={levels} when={rule.when} />}
            </div>
          ))}
        </div>
      </td>
    </tr>
  );
}

function Levels({ levels, when }: { levels: readonly RuleLevelRow[]; when: RuleDetail['when'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className={css.levels}>
      {levels.map(({ severity, raise, clear }) => (
        <li key={severity}>
          <SeverityMark severity={severity} />
          {SIGNS[when]} {format.number(raise)}
          {clear !== raise && (
            <span className={css.clear}>{t('rules.clear', { value: format.number(clear) })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
