/** What is wrong with a text of rules; each leads to its place in the editor. */
import { useTranslation } from 'react-i18next';
import type { RulesCheckAnswer } from '../../../../../collector/api/types/rules.ts';
import { Icon } from '../parts/icons.tsx';
import css from './rules-trial.module.css';

export interface RulesProblemsProps {
  answer: RulesCheckAnswer;
  onGoTo: (line: number, column: number) => void;
}

export function RulesProblems({ answer: { rules, problems }, onGoTo }: RulesProblemsProps) {
  const { t } = useTranslation();
  return (
    <div role={rules === null ? 'alert' : 'status'} className={css.problems} data-bad={rules === null}>
      <p className={css.verdict}>
        <Icon name={rules === null ? 'warning' : 'check'} size={17} />
        {rules === null ? t('rules.wrong', { count: problems.length }) : t('rules.fine', { count: rules })}
      </p>
      <ul>
        {problems.map(({ line, column, text, isRemark }) => (
          <li key={`${line}:${column} ${text}`}>
            <button type="button" className={css.place} onClick={() => onGoTo(line, column)}>
              {t('rules.place', { line, column })}
            </button>{' '}
            {isRemark && <strong>{t('rules.remark')} </strong>}
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
