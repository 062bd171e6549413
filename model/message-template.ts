/**
 * Texts with placeholders that are put into a body, an address or a header: `{"to": "{{phone}}"}`. What is put in is
 * escaped for the place it goes to, so that no text can end a string, add a field or begin a header. Pure.
 */

/** How a value is written where it is put in. */
export type Escaping = 'json' | 'url' | 'xml' | 'header' | 'plain';

export type TemplateValues = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([a-z_]+(?:\.[a-z0-9_]+)?)\s*\}\}/g;
/** What looks like a placeholder, well written or not. */
const OPENING = /\{\{/g;

/** Half of a sign: UTF-8 has no way of writing it. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Signs that XML 1.0 has no way of writing (section 2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const XML_NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // In an attribute they would be read as spaces (XML 1.0 section 3.3.3).
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const ESCAPE: Readonly<Record<Escaping, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  url: (value) => encodeURIComponent(value.replace(LONE_SURROGATE, '\ufffd')),
  xml: (value) =>
    value
      .replace(LONE_SURROGATE, '')
      .replace(NOT_IN_XML, '')
      .replace(/[&<>"'\n\r\t]/g, (sign) => XML_NAMES[sign] ?? sign),
  // RFC 9110 section 5.5: neither line ends nor anything beyond Latin-1 may stand in a header.
  header: (value) => value.replace(/[^\x20-\x7e\xa0-\xff]/g, ' '),
  plain: (value) => value,
};

/** How values are written into a body of a content type; JSON, forms and XML have rules, other texts none. */
export function escapingOf(contentType: string): Escaping {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'url';
  if (type === 'text/html' || type.endsWith('/xml') || type.endsWith('+xml')) return 'xml';
  return 'plain';
}

/** Names of the placeholders of a template; `undefined`: something in it begins like one and is none. */
export function placeholdersOf(template: string): readonly string[] | undefined {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  return names.length === [...template.matchAll(OPENING)].length ? names : undefined;
}

/** Puts the values in; a placeholder without a value stays away. What a value holds is not a template again. */
export function fillTemplate(template: string, values: TemplateValues, escaping: Escaping): string {
  const write = ESCAPE[escaping];
  return template.replace(PLACEHOLDER, (_whole, name: string) =>
    Object.hasOwn(values, name) ? write(values[name] ?? '') : '',
  );
}

/**
 * Whether a JSON template stays JSON of the same shape whatever is put in: `{{` stands nowhere in JSON but inside of
 * strings, so that one that is JSON as it is written has its placeholders there.
 */
export function isSafeJson(template: string): boolean {
  try {
    return JSON.parse(template) !== undefined;
  } catch {
    return false;
  }
}
