/** The API's description as a page without scripts: it is read, printed and searched with the browser's own means. Pure. */
import { escapeHtml } from '../html.ts';
import { listIn, membersOf, objectIn, prose, textIn, typeOf } from './schema-html.ts';
import type { JsonObject } from './schemas.ts';

export const DOCS_STYLE_PATH = '/api/docs.css';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(objectIn(document.paths)).flatMap(([path, methods]) =>
    Object.entries(objectIn(methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: objectIn(operation),
    })),
  );
}

const section = (title: string, body: string) => (body === '' ? '' : `<h4>${title}</h4>${body}`);

function parametersOf(operation: JsonObject): string {
  const rows = listIn(operation.parameters).map((given) => {
    const { name, in: place, required, description, schema } = objectIn(given);
    const usual = objectIn(schema).default;
    const notes = [
      required ? '' : 'optional',
      usual === undefined ? '' : `default ${escapeHtml(JSON.stringify(usual))}`,
    ].filter((note) => note !== '');
    return `<li><code class="name">${escapeHtml(textIn(name))}</code> <span class="optional">${escapeHtml(textIn(place))}</span> <span class="type">${typeOf(objectIn(schema))}</span> <span class="optional">${notes.join(', ')}</span> <span class="says">${prose(textIn(description))}</span></li>`;
  });
  return rows.length === 0 ? '' : `<ul class="members">${rows.join('')}</ul>`;
}

function contentOf(part: JsonObject): string {
  const types = Object.entries(objectIn(part.content)).map(([type, media]) => {
    const { schema } = objectIn(media);
    const shown = schema === undefined ? '' : `: <span class="type">${typeOf(objectIn(schema))}</span>`;
    return `<p><code>${escapeHtml(type)}</code>${shown}</p>${membersOf(objectIn(schema))}`;
  });
  return types.join('');
}

/** The one shape of a refusal is told at the top. */
function answersOf(operation: JsonObject): string {
  return Object.entries(objectIn(operation.responses))
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => {
      const content = contentOf(objectIn(response));
      const said = content === '' ? '<p>No body</p>' : content;
      return `<dt>${escapeHtml(status)}</dt><dd>${said}</dd>`;
    })
    .join('');
}

function operationHtml({ method, path, operation }: Operation): string {
  const role = textIn(operation['x-role']);
  const id = escapeHtml(textIn(operation.operationId));
  const says = textIn(operation.description)
    .split('\n\n')
    .filter((text) => text !== '' && !text.startsWith('Needs the role'))
    .map((text) => `<p>${prose(text)}</p>`)
    .join('');
  return `<details class="operation" id="${id}"><summary><span class="method ${method.toLowerCase()}">${method}</span> <code class="path">${escapeHtml(path).replaceAll('/', '/<wbr>')}</code> <span class="summary">${prose(textIn(operation.summary))}</span> <span class="role">${escapeHtml(role)}</span></summary>
<div class="inside">${says}${section('Parameters', parametersOf(operation))}${section('Body', contentOf(objectIn(operation.requestBody)))}${section('Answer', `<dl>${answersOf(operation)}</dl>`)}</div></details>`;
}

const anchorOf = (tag: string) => `tag-${tag.toLowerCase().replace(/\W+/g, '-')}`;

function tagHtml(tag: JsonObject, operations: readonly Operation[]): string {
  const name = textIn(tag.name);
  const own = operations.filter(({ operation }) => listIn(operation.tags).includes(name));
  return `<section id="${anchorOf(name)}"><h2>${escapeHtml(name)}</h2><p class="lead">${prose(textIn(tag.description))}</p>${own.map(operationHtml).join('\n')}</section>`;
}

function schemaHtml([name, schema]: [string, JsonObject]): string {
  const { description } = schema;
  const members = membersOf(schema);
  const type = members === '' ? `<p class="type">${typeOf(schema)}</p>` : members;
  return `<article id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${description === undefined ? '' : `<p>${prose(textIn(description))}</p>`}${type}</article>`;
}

export function docsPage(document: JsonObject): string {
  const info = objectIn(document.info);
  const tags = listIn(document.tags).map((tag) => objectIn(tag));
  const operations = operationsOf(document);
  const schemas = Object.entries(objectIn(objectIn(document.components).schemas)).map(
    ([name, schema]): [string, JsonObject] => [name, objectIn(schema)],
  );
  const links = [...tags.map(({ name }) => textIn(name))].map(
    (name) => `<li><a href="#${anchorOf(name)}">${escapeHtml(name)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Canh Mạng: HTTP API</title><link rel="stylesheet" href="${DOCS_STYLE_PATH}"><link rel="icon" type="image/svg+xml" href="/favicon.svg"></head>
<body>
<header><h1>Canh Mạng <span>HTTP API ${escapeHtml(textIn(info.version))}</span></h1>
<p>${prose(textIn(info.description))}</p>
<p>For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Each route names the least role that it needs. What is refused is answered with an <a href="#schema-Error">Error</a>.</p></header>
<nav aria-label="Groups"><ul>${links.join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main>
${tags.map((tag) => tagHtml(tag, operations)).join('\n')}
<section id="schemas"><h2>Schemas</h2>${schemas.map(schemaHtml).join('\n')}</section>
</main>
</body>
</html>
`;
}
