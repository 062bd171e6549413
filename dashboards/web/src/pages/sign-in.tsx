/** `/sign-in`: for who may look without signing in, and wants to do more. */
import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignIn } from '../components/accounts/sign-in.tsx';

export function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useDocumentTitle(`${t('signIn.title')} · ${t('app.name')}`);
  return <SignIn onDone={() => void navigate({ to: '/', replace: true })} />;
}
