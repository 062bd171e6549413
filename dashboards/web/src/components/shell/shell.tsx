/** The frame around every page: bar, notices, the page, and the sign-in in its place. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useMatches, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/account-queries.ts';
import { aboutQuery } from '../../api/queries.ts';
import { storedLanguage } from '../../i18n/setup.ts';
import { SignIn } from '../accounts/sign-in.tsx';
import { Notices } from './notices.tsx';
import { useServices, useSessionState } from './services.ts';
import css from './shell.module.css';
import { TopBar } from './top-bar.tsx';

/** The root of all pages. */
export function Shell() {
  const { t, i18n } = useTranslation();
  const { data: about } = useQuery(aboutQuery());
  const { isRequired, person, hasBegun } = useSessionState();
  useToldSession();
  const main = useFocusOnNavigation();
  const matches = useMatches();
  const isOpen = matches.some(({ staticData }) => staticData.isOpen === true);
  const isSignInRequired = isRequired && !isOpen;
  const isReduced = isRequired || isOpen;
  const isBare = matches.some(({ staticData }) => staticData.isBare === true) && !isSignInRequired;

  useEffect(() => {
    if (about !== undefined && storedLanguage() === undefined) void i18n.changeLanguage(about.language);
  }, [about, i18n]);

  return (
    <>
      {!isBare && (
        <>
          <a className={css.skip} href="#main">
            {t('app.skip')}
          </a>
          <TopBar isReduced={isReduced} />
          <Notices isReduced={isReduced} />
        </>
      )}
      <main id="main" className={isBare ? css.bare : css.main} tabIndex={-1} ref={main}>
        {isSignInRequired && <SignIn />}
        {/* Whose session has ended signs in again and goes on: what was typed is still there. */}
        {(!isSignInRequired || hasBegun) && (
          <div key={person} hidden={isSignInRequired}>
            <Suspense fallback={<Skeleton height={320} aria-label={t('app.loading')} />}>
              {!isReduced && <Live />}
              <Outlet />
            </Suspense>
          </div>
        )}
      </main>
    </>
  );
}

/** A page may be one that asks for nothing that needs a sign-in, and the bar shows who it is. */
function useToldSession() {
  const { session } = useServices();
  const { data } = useQuery(sessionQuery());
  useEffect(() => {
    if (data !== undefined) session.tell(data);
  }, [data, session]);
}

/** Holds the live connection while it is shown: signed out, there is nothing to hear. */
function Live() {
  const { live } = useServices();
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  return null;
}

/** A new page is announced to a screen reader, and Tab goes on from its top instead of from the link that led there. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (last.current !== undefined && last.current !== pathname) main.current?.focus({ preventScroll: true });
    last.current = pathname;
  }, [pathname]);
  return main;
}
