/** The page behind a link to acknowledge: one sentence and, where there is something to do, one button. Pure. */
import type { Language } from '../../config/messages.ts';
import { escapeHtml } from './html.ts';

export interface AckPage {
  readonly language: Language;
  readonly title: string;
  readonly lines: readonly string[];
  /** Sends the page's own address by POST. */
  readonly button?: string;
}

/** In the page itself: telephones at night load one thing. */
export const ACK_STYLE =
  'body{max-width:32em;margin:0 auto;padding:24px;font:17px/1.5 sans-serif}h1{font-size:22px}button{font:inherit;padding:12px 24px}';

export function ackPage({ language, title, lines, button }: AckPage): string {
  const form =
    button === undefined ? '' : `<form method="post"><button>${escapeHtml(button)}</button></form>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title><style>${ACK_STYLE}</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
${form}
</body>
</html>
`;
}
