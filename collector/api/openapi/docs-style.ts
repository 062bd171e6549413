/** Of the page that shows the API: the colours and the font of the web interface, from this host only. */
export const DOCS_STYLE = `:root { color-scheme: light dark; --ink: #1c2733; --soft: #5a6876; --line: #d9e0e7; --paper: #fff; --raised: #f5f7f9; --link: #0b5cad; --get: #0b6b3a; --post: #8a4b00; --delete: #a1260d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ed; --soft: #9fadba; --line: #33404c; --paper: #14191f; --raised: #1c232b; --link: #7db7f0; --get: #6fcf97; --post: #f0b46a; --delete: #f28b74; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 0 2rem; background: var(--paper); color: var(--ink); font: 16px/1.5 "Be Vietnam Pro", system-ui, sans-serif; }
header { grid-column: 1 / -1; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
header p { max-width: 65ch; }
h1 { font-size: 1.6rem; margin: 0; } h1 span { color: var(--soft); font-weight: 400; }
h2 { font-size: 1.25rem; margin: 2rem 0 0; } h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; } h4 { font-size: 0.85rem; margin: 1rem 0 0.25rem; color: var(--soft); }
.lead { margin: 0 0 0.75rem; color: var(--soft); }
nav { position: sticky; top: 0; align-self: start; padding-top: 1.5rem; }
nav ul { list-style: none; margin: 0; padding: 0; } nav a { display: block; padding: 0.3rem 0; text-decoration: none; }
a { color: var(--link); } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: 0.875em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.operation { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; }
.operation > summary { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; padding: 0.6rem 0.75rem; cursor: pointer; list-style: none; }
.operation > summary::-webkit-details-marker { display: none; }
.operation[open] > summary { border-bottom: 1px solid var(--line); background: var(--raised); }
.method { font-weight: 700; font-size: 0.8rem; min-width: 3.2rem; } .get { color: var(--get); } .post, .put, .patch { color: var(--post); } .delete { color: var(--delete); }
.path { font-weight: 600; } .summary { color: var(--soft); flex: 1 1 16rem; }
.role { font-size: 0.8rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0 0.6rem; }
.inside { padding: 0.25rem 1rem 1rem; }
.members { list-style: none; margin: 0.25rem 0; padding: 0 0 0 0.9rem; border-left: 2px solid var(--line); } .members li { padding: 0.15rem 0; }
.name { font-weight: 600; } .type { color: var(--post); font-size: 0.92em; } .type a { color: var(--link); }
.optional, .bounds, .or { color: var(--soft); font-size: 0.85em; } .or { margin: 0.25rem 0 0.25rem 0.9rem; } .says { display: block; color: var(--soft); font-size: 0.92em; }
dl { margin: 0; display: grid; grid-template-columns: 5rem minmax(0, 1fr); } dt { font-weight: 600; } dd { margin: 0; } dd > p { margin: 0; }
article:target, .operation:target { outline: 2px solid var(--link); outline-offset: 4px; border-radius: 6px; }
@media (max-width: 48rem) { body { display: block; padding: 1rem; } nav { position: static; padding: 0; } nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; } dl { display: block; } .role { margin-left: auto; } }
@media print { nav { display: none; } body { display: block; max-width: none; } .operation { break-inside: avoid; } }
`;
