/** A mail as HTML that every mail program shows and a telephone wraps: paragraphs, links, nothing loaded. Pure. */
import type { Language } from '../../config/messages.ts';

export interface Link {
  readonly label: string;
  readonly url: string;
  /** What the reader is asked to do. */
  readonly isButton?: boolean;
}

export interface HtmlParts {
  readonly language: Language;
  /** Each is lines. */
  readonly paragraphs: readonly (readonly string[])[];
  readonly links: readonly Link[];
  readonly footer: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const LINK = 'color:#0b5cad';
/** Large enough for a thumb. */
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5cad;color:#ffffff;text-decoration:none;font-weight:bold';

function paragraph(lines: readonly string[], style: string): string {
  return `<p style="${style}">${lines.map(escapeHtml).join('<br>\n')}</p>`;
}

export function htmlPage({ language, paragraphs, links, footer }: HtmlParts): string {
  // Proofs are long words: they wrap anywhere.
  const [lead = [], ...rest] = paragraphs;
  const body = [
    paragraph(lead, 'margin:0 0 16px;font-size:17px'),
    ...rest.map((lines) => paragraph(lines, 'margin:0 0 16px;overflow-wrap:anywhere')),
    ...links.map(
      ({ label, url, isButton }) =>
        `<p style="margin:0 0 16px"><a href="${escapeHtml(url)}" style="${isButton ? BUTTON : LINK}">${escapeHtml(label)}</a></p>`,
    ),
    paragraph(footer, 'margin:24px 0 0;color:#5c5c5c;font-size:13px'),
  ];
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:16px;font-family:sans-serif;font-size:15px;line-height:1.5">
${body.join('\n')}
</body>
</html>
`;
}
