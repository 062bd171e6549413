/** Rules that are only tried: written, checked, and played over what is stored. Nothing is changed by it. */
import { Button, Group, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  RulesCheckAnswer,
  RulesFileAnswer,
  RulesReplayAnswer,
} from '../../../../../collector/api/types/rules.ts';
import { request } from '../../api/client.ts';
import { sitesQuery } from '../../api/queries.ts';
import { useLanguage, useServerClock } from '../../i18n/use-format.ts';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { offsetOf } from '../../lib/text-place.ts';
import { DAY, HOUR } from '../../lib/time.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { Panel } from '../parts/panel.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { RulesProblems } from './rules-problems.tsx';
import { RulesRaised } from './rules-raised.tsx';
import css from './rules-trial.module.css';

const SPANS = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY } as const;
type Span = keyof typeof SPANS;
const SPAN_NAMES = ['hour', 'day', 'week', 'month'] as const satisfies readonly Span[];

export function RulesTrial({ file }: { file: RulesFileAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const clock = useServerClock();
  const tooLong = useTooLong();
  const sites = useQuery(sitesQuery());
  const { draft, isChanged, change, discard } = useDraft('rules', { text: file.text });
  const [span, setSpan] = useState<Span>('day');
  const [site, setSite] = useState('');
  const editor = useRef<HTMLTextAreaElement>(null);
  const check = useMutation({
    mutationFn: () =>
      request<RulesCheckAnswer>('/rules/check', { method: 'POST', body: { text: draft.text, language } }),
  });
  const replay = useMutation({
    mutationFn: () => {
      const to = clock();
      const body = { text: draft.text, language, from: to - SPANS[span], to };
      return request<RulesReplayAnswer>('/rules/replay', {
        method: 'POST',
        body: site === '' ? body : { ...body, site },
      });
    },
  });
  const isOver = isTooLong(draft.text, MOST.rulesText);
  const answer = replay.data ?? check.data;
  const runCheck = () => {
    replay.reset();
    check.mutate();
  };
  const runReplay = () => {
    check.reset();
    replay.mutate();
  };
  const goTo = (line: number, column: number) => {
    const place = offsetOf(draft.text, line, column);
    editor.current?.focus();
    editor.current?.setSelectionRange(place, place);
  };
  return (
    <Panel title={t('rules.trial')}>
      <div className={css.trial}>
        <p className={css.hint}>{t('rules.trialText')}</p>
        <Textarea
          ref={editor}
          classNames={{ input: css.editor }}
          label={t('rules.text')}
          autosize={false}
          rows={18}
          spellCheck={false}
          autoComplete="off"
          placeholder={t('rules.placeholder')}
          value={draft.text}
          error={tooLong(draft.text, MOST.rulesText)}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <Group gap="sm" align="flex-end">
          <Button variant="default" loading={check.isPending} disabled={isOver} onClick={runCheck}>
            {t('rules.check')}
          </Button>
          <NativeSelect
            label={t('rules.span')}
            value={span}
            onChange={(event) =>
              setSpan(SPAN_NAMES.find((each) => each === event.currentTarget.value) ?? 'day')
            }
            data={SPAN_NAMES.map((value) => ({ value, label: t(`rules.spans.${value}`) }))}
          />
          <NativeSelect
            label={t('rules.site')}
            value={site}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={[
              { value: '', label: t('rules.allSites') },
              ...(sites.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Button loading={replay.isPending} disabled={isOver} onClick={runReplay}>
            {t('rules.replay')}
          </Button>
          {isChanged && (
            <Button variant="subtle" onClick={discard}>
              {t('rules.discard')}
            </Button>
          )}
        </Group>
        <ActProblem error={check.error ?? replay.error} />
        {answer !== undefined && <RulesProblems answer={answer} onGoTo={goTo} />}
        {replay.data !== undefined && replay.data.rules !== null && <RulesRaised answer={replay.data} />}
      </div>
    </Panel>
  );
}
