/** The right end of the bar: connection, clock, language, colours. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../../i18n/setup.ts';
import { useFormat, useLanguage, useNow } from '../../i18n/use-format.ts';
import { SECOND } from '../../lib/time.ts';
import { useAccess } from '../accounts/use-access.ts';
import { Icon } from '../parts/icons.tsx';
import css from './bar-tools.module.css';
import { useLiveStatus } from './services.ts';

/** `isReduced`: signed out, when there is no connection to show. */
export function BarTools({ isReduced }: { isReduced: boolean }) {
  return (
    <div className={css.tools}>
      {!isReduced && <LiveSign />}
      <Clock />
      <LanguageChoice />
      <SchemeToggle />
      {!isReduced && <AccountLink />}
    </div>
  );
}

/** Who is signed in; in the demonstration, where nobody needs to, the way to do it. */
function AccountLink() {
  const { t } = useTranslation();
  const { user } = useAccess();
  if (user === undefined) return null;
  const label = user === null ? t('signIn.title') : `${t('account.title')}: ${user.fullName}`;
  return (
    <Link
      to={user === null ? '/sign-in' : '/account'}
      className={css.account}
      aria-label={label}
      title={label}
    >
      <Icon name="person" />
      <span className={css.accountName} aria-hidden="true">
        {user === null ? label : user.fullName}
      </span>
    </Link>
  );
}

function LiveSign() {
  const { t } = useTranslation();
  const { phase } = useLiveStatus();
  return (
    <span className={css.live} data-phase={phase} title={t(`live.${phase}`)}>
      <svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true">
        {phase === 'open' ? <circle r="4" /> : <path d="M-3,-3L3,3M3,-3L-3,3" />}
      </svg>
      <span className={css.liveWord}>{t(`live.${phase}`)}</span>
    </span>
  );
}

function Clock() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(SECOND);
  return (
    <span className={css.clock} role="timer" aria-label={t('app.clock')} title={format.timeZone}>
      <span className={css.date}>{format.date(now)}</span> {format.timeSeconds(now)}
    </span>
  );
}

const LANGUAGES = [
  { language: 'vi', short: 'VI', name: 'Tiếng Việt' },
  { language: 'en', short: 'EN', name: 'English' },
] as const;

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const current = useLanguage();
  return (
    <fieldset className={css.languages} aria-label={t('app.language')}>
      {LANGUAGES.map(({ language, short, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={name}
          aria-label={`${short}: ${name}`}
          aria-pressed={language === current}
          onClick={() => chooseLanguage(i18n, language)}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}

function SchemeToggle() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const label = isDark ? t('app.toLight') : t('app.toDark');
  return (
    <button
      type="button"
      className={css.scheme}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <Icon name={isDark ? 'sun' : 'moon'} />
    </button>
  );
}
