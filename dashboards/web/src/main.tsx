import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { LiveConnection } from './api/events.ts';
import { createQueryClient } from './api/queries.ts';
import { Session } from './api/session.ts';
import { ServicesContext } from './components/shell/services.ts';
import { createTranslations } from './i18n/setup.ts';
import { createAppRouter } from './router.tsx';
import { theme } from './theme.ts';
import './styles/fonts.css';
import './styles/mantine.css';
import './styles/tokens.css';
import './styles/base.css';

// The policy of the page lets styles in that carry the number it came with: Mantine's, and those of its dialogues.
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(styleNonce);

const session = new Session();
const queryClient = createQueryClient(session);
// Id of the newest event when the page was served; the development server puts none there.
const newestEvent = Number(document.querySelector<HTMLMetaElement>('meta[name="canhmang-events"]')?.content);
const live = new LiveConnection(queryClient, Number.isSafeInteger(newestEvent) ? newestEvent : undefined);
const router = createAppRouter();
const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');

createRoot(container).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <I18nextProvider i18n={createTranslations()}>
        <QueryClientProvider client={queryClient}>
          <ServicesContext value={{ session, live }}>
            <RouterProvider router={router} />
          </ServicesContext>
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  </StrictMode>,
);
