/** Whether the audit is as it was written. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { auditVerdictQuery } from '../../api/audit-queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import css from './audit-verdict.module.css';

export function AuditVerdict() {
  const { t } = useTranslation();
  const verdict = useQuery(auditVerdictQuery());
  return (
    <Loaded query={verdict} height={64}>
      {({ records, head, broken }) => (
        <div
          className={css.verdict}
          data-broken={broken !== null}
          role={broken === null ? 'status' : 'alert'}
        >
          <Icon name={broken === null ? 'check' : 'warning'} size={20} />
          <div className={css.said}>
            <strong>
              {broken === null
                ? t('audit.whole', { count: records })
                : t(`audit.broken.${broken.reason}`, { number: broken.id })}
            </strong>
            {head !== null && (
              <p className={css.head}>
                {t('audit.head')} <code>{`${head.id}:${head.hash}`}</code>
              </p>
            )}
          </div>
          <Button
            size="compact-sm"
            variant="default"
            loading={verdict.isFetching}
            onClick={() => void verdict.refetch()}
          >
            {t('audit.verify')}
          </Button>
        </div>
      )}
    </Loaded>
  );
}
