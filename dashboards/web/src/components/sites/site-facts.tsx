/** What does not change from minute to minute: class, unit, address, upstream. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteDetail } from '../../../../../collector/api/types/sites.ts';
import { sitesQuery } from '../../api/queries.ts';
import css from './site-facts.module.css';

/** A line of facts below a site's name. */
export function SiteFacts({ site }: { site: SiteDetail }) {
  const { t } = useTranslation();
  const { data } = useQuery(sitesQuery());
  const upstream = data?.items.find((each) => each.id === site.upstream);
  const facts = [
    [t('site.shortName'), site.shortName],
    [t('site.class'), t(`class.${site.class}`)],
    [t('site.unit'), site.unitName],
    [t('site.district'), site.districtName],
    [t('site.address'), site.address],
  ] as const;
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          {value !== null && (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </Fragment>
      ))}
      {site.upstream !== null && (
        <div>
          <dt>{t('site.upstream')}</dt>
          <dd>
            <Link to="/sites/$siteId" params={{ siteId: site.upstream }}>
              {upstream?.name ?? site.upstream}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}
