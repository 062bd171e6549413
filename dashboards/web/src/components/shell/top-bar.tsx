/** The bar on top: name, pages, connection, clock, language, colours. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { aboutQuery } from '../../api/queries.ts';
import { Logo } from '../parts/icons.tsx';
import { BarTools } from './bar-tools.tsx';
import { Navigation } from './navigation.tsx';
import css from './top-bar.module.css';

/** `isReduced`: nobody is signed in, so that there are no pages to go to. */
export function TopBar({ isReduced }: { isReduced: boolean }) {
  const { t } = useTranslation();
  const { data: about } = useQuery(aboutQuery());
  return (
    <header className={css.bar}>
      <div className={css.brand}>
        <Link to="/" className={css.name}>
          <Logo />
          {t('app.name')}
        </Link>
        {about !== undefined && <span className={css.title}>{about.title}</span>}
      </div>
      {!isReduced && <Navigation />}
      <BarTools isReduced={isReduced} />
    </header>
  );
}
