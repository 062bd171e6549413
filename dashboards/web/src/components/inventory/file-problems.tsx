/** What is wrong with a file as it is now, with its places; what it said before is in force. */

import { Icon } from '../parts/icons.tsx';
import css from './file-problems.module.css';

export function FileProblems({ title, problems }: { title: string; problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <div className={css.box} role="status">
      <p className={css.title}>
        <Icon name="warning" size={17} />
        {title}
      </p>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}
