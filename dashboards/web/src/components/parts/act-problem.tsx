/** Why something that somebody asked for was not done. */
import { ApiFailure } from '../../api/failure.ts';
import { useRefusal } from '../../i18n/use-refusal.ts';
import { needsServersWords, refusalKind } from '../../lib/refusal.ts';
import css from './act-problem.module.css';

/** Announced; what was typed stays where it is. Nothing when there is no error. */
export function ActProblem({ error }: { error: Error | null }) {
  const explain = useRefusal();
  if (error === null) return null;
  return (
    <p className={css.problem} role="alert">
      {explain(error)}
      {needsServersWords(refusalKind(error)) && (
        <span className={css.said}>
          {error instanceof ApiFailure ? `${error.code}: ${error.message}` : error.message}
        </span>
      )}
    </p>
  );
}
