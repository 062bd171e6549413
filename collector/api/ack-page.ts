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

export function ackPage({ language, title, lines, button }: AckPage): string {
  const form =
    button === undefined
      ? ''
      : `<form method="post"><button style="font:inherit;padding:12px 24px">${escapeHtml(button)}</button></form>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title></head>
<body style="max-width:32em;margin:0 auto;padding:24px;font-family:sans-serif;font-size:17px;line-height:1.5">
<h1 style="font-size:22px">${escapeHtml(title)}</h1>
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
${form}
</body>
</html>
`;
}
