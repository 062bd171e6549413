/** A test that the site's own agent does, its words as they come. For technicians. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIVE_TESTS } from '../../../../../model/diag-tests.ts';
import type { TestEvent } from '../../../../../model/remote-test.ts';
import { request, requestLines } from '../../api/client.ts';
import { useLanguage } from '../../i18n/use-format.ts';
import { useAccess } from '../accounts/use-access.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { Panel } from '../parts/panel.tsx';
import css from './site-tests.module.css';

const TESTS = ['guided', ...LIVE_TESTS, 'path', 'mtu'] as const;
type Test = (typeof TESTS)[number];
/** As model/remote-test.ts takes it. */
const HOST = /^[A-Za-z0-9[:][\x21-\x7e]{0,252}$/;
/** Of tests that would go on until somebody stops them. */
const ROUNDS = 20;
/** What a page keeps of a test that talks a lot. */
const MAX_SHOWN = 100_000;

function bodyOf(test: Test, host: string, language: string) {
  const repeated = LIVE_TESTS.some((live) => live === test) ? { count: ROUNDS } : {};
  return { test: test === 'guided' ? { test } : { test, host, ...repeated }, language };
}

export function SiteTests({ siteId }: { siteId: string }) {
  const { t } = useTranslation();
  const { user, mayDo } = useAccess();
  const language = useLanguage();
  const [test, setTest] = useState<Test>('guided');
  const [host, setHost] = useState('');
  const [said, setSaid] = useState('');
  const [id, setId] = useState<string>();
  const leave = useRef<AbortController>(undefined);
  // Who ends the connection ends the test: nothing is measured for a page that is gone.
  useEffect(() => () => leave.current?.abort(), []);
  const take = (event: TestEvent) => {
    const say = (text: string) => setSaid((before) => `${before}${text}`.slice(-MAX_SHOWN));
    if (event.type === 'started') setId(event.id);
    if (event.type === 'output') say(event.text);
    if (event.type === 'gone') say(`\n${t('siteTest.gone', { agent: event.agent })}\n`);
    if (event.type === 'end') say(`\n${t(`siteTest.end.${event.why}`)}\n`);
  };
  const run = useMutation({
    mutationFn: async () => {
      leave.current = new AbortController();
      setSaid('');
      const options = {
        method: 'POST',
        body: bodyOf(test, host.trim(), language),
        signal: leave.current.signal,
      } as const;
      await requestLines(`/sites/${encodeURIComponent(siteId)}/tests`, options, (line) =>
        take(JSON.parse(line) as TestEvent),
      );
    },
    onSettled: () => setId(undefined),
  });
  const stop = useMutation({
    mutationFn: (running: string) =>
      request(`/tests/${encodeURIComponent(running)}/stop`, { method: 'POST', body: {} }),
  });
  // In the demonstration nobody is signed in, and nobody has agents send packets.
  if (!user || !mayDo('technician')) return null;
  const needsHost = test !== 'guided';
  const isReady = !needsHost || HOST.test(host.trim());
  return (
    <Panel title={t('siteTest.title')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) run.mutate();
        }}
      >
        <NativeSelect
          label={t('siteTest.test')}
          value={test}
          onChange={(event) => setTest(TESTS.find((one) => one === event.currentTarget.value) ?? 'guided')}
          data={TESTS.map((value) => ({ value, label: t(`siteTest.tests.${value}`) }))}
        />
        {needsHost && (
          <TextInput
            className={css.host}
            label={t('siteTest.host')}
            description={t('siteTest.hostHelp')}
            value={host}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setHost(event.currentTarget.value)}
            error={host.trim() !== '' && !isReady ? t('siteTest.hostWrong') : undefined}
          />
        )}
        <Button type="submit" loading={run.isPending} disabled={!isReady}>
          {t('siteTest.run')}
        </Button>
        {id !== undefined && (
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate(id)}>
            {t('siteTest.stop')}
          </Button>
        )}
      </form>
      <ActProblem error={run.error ?? stop.error} />
      {said !== '' && (
        <pre className={css.said} role="log" aria-label={t('siteTest.output')}>
          {said}
        </pre>
      )}
    </Panel>
  );
}
