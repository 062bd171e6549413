/** The rules: what is in force, and what others would have raised. */
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rulesFileQuery, rulesReportQuery } from '../api/rules-queries.ts';
import { ForAdmins } from '../components/accounts/for-admins.tsx';
import { FileProblems } from '../components/inventory/file-problems.tsx';
import { Loaded } from '../components/parts/loaded.tsx';
import { Panel } from '../components/parts/panel.tsx';
import { RulesTable } from '../components/rules/rules-table.tsx';
import { RulesTrial } from '../components/rules/rules-trial.tsx';
import css from './administration.module.css';

export function RulesPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('rules.title')} · ${t('app.name')}`);
  return (
    <ForAdmins title={t('rules.title')}>
      <Rules />
    </ForAdmins>
  );
}

function Rules() {
  const { t } = useTranslation();
  const file = useQuery(rulesFileQuery());
  const report = useQuery(rulesReportQuery());
  return (
    <div className={css.page}>
      <h1>{t('rules.title')}</h1>
      <FileProblems title={t('rules.fileProblems')} problems={report.data?.problems ?? []} />
      <Loaded query={file} height={400}>
        {(data) => (
          <>
            <RulesTrial file={data} />
            <Panel title={t('rules.inForce')} isFlush aside={data.rules.length}>
              <RulesTable rules={data.rules} />
            </Panel>
          </>
        )}
      </Loaded>
    </div>
  );
}
