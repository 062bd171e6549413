/** The ways to the pages: the daily ones in the bar, the others in a menu behind it. */
import { useClickOutside } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentsQuery } from '../../api/queries.ts';
import { useAccess } from '../accounts/use-access.ts';
import { Icon } from '../parts/icons.tsx';
import css from './navigation.module.css';

/** Always in the bar. */
const FIRST = [
  { to: '/', name: 'nav.overview' },
  { to: '/sites', name: 'nav.sites' },
  { to: '/incidents', name: 'nav.incidents' },
] as const;

/** In the bar where it is wide enough, else in the menu. */
const SECOND = [
  { to: '/rooms', name: 'nav.rooms' },
  { to: '/reports', name: 'nav.reports' },
  { to: '/maintenance', name: 'nav.maintenance' },
] as const;

/** In the menu. */
const OTHERS = [
  { to: '/wallboard', name: 'nav.wallboard', isOfAdmin: false },
  { to: '/notifications', name: 'nav.notifications', isOfAdmin: true },
  { to: '/agents', name: 'nav.agents', isOfAdmin: true },
  { to: '/rules', name: 'nav.rules', isOfAdmin: true },
  { to: '/inventory', name: 'nav.inventory', isOfAdmin: true },
  { to: '/users', name: 'nav.users', isOfAdmin: true },
  { to: '/audit', name: 'nav.audit', isOfAdmin: true },
] as const;

const ROOT = { exact: true, includeSearch: false };
const BELOW = { includeSearch: false };

export function Navigation() {
  const { t } = useTranslation();
  const open = useQuery(incidentsQuery('open')).data?.total ?? 0;
  return (
    <nav className={css.nav} aria-label={t('app.mainNavigation')}>
      {FIRST.map(({ to, name }) => (
        <Link key={to} to={to} className={css.link} activeOptions={to === '/' ? ROOT : BELOW}>
          {t(name)}
          {to === '/incidents' && open > 0 && <span className={css.count}>{open}</span>}
        </Link>
      ))}
      {SECOND.map(({ to, name }) => (
        <Link key={to} to={to} className={`${css.link} ${css.wideOnly}`} activeOptions={BELOW}>
          {t(name)}
        </Link>
      ))}
      <More />
    </nav>
  );
}

/** A disclosure, not an ARIA menu: its links are links, and Tab goes through them. */
function More() {
  const { t } = useTranslation();
  const { mayAdminister } = useAccess();
  const [isOpen, setOpen] = useState(false);
  const box = useClickOutside<HTMLDivElement>(() => setOpen(false));
  const button = useRef<HTMLButtonElement>(null);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived is done with the menu.
  useEffect(() => setOpen(false), [pathname]);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from wherever the focus is inside.
    <div className={css.more} ref={box} onKeyDown={close}>
      <button
        ref={button}
        type="button"
        className={css.link}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('nav.more')}
        <Icon name={isOpen ? 'up' : 'down'} size={14} />
      </button>
      {isOpen && (
        <ul className={css.menu}>
          {SECOND.map(({ to, name }) => (
            <li key={to} className={css.narrowOnly}>
              <Link to={to} activeOptions={BELOW}>
                {t(name)}
              </Link>
            </li>
          ))}
          {OTHERS.filter(({ isOfAdmin }) => !isOfAdmin || mayAdminister).map(({ to, name }) => (
            <li key={to}>
              <Link to={to} activeOptions={BELOW}>
                {t(name)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
