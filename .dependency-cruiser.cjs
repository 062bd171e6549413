/** The import rules of docs/architecture.md. `npm run lint` checks them. */

/** @param {string} name @param {string} from @param {string} to @param {object} [more] */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Collector parts that meet only through model, ledger and what app.ts hands them. */
const PARTS = 'ingest|state|incidents|notify|reports|rules';

module.exports = {
  forbidden: [
    forbid('no-cycles', 'imports go one way', {}, { circular: true }),
    forbid(
      'model-is-alone',
      'model imports nothing of ours',
      { path: '^model/' },
      { path: '^(?!model/|node_modules/)', dependencyTypesNot: ['npm', 'core'] },
    ),
    forbid('model-is-pure', 'no I/O in model', { path: '^model/' }, { dependencyTypes: ['core'] }),
    forbid(
      'journal-is-alone',
      'the journal imports nothing of ours',
      { path: '^journal/' },
      { path: '^(model|config|agent|collector|cli|simulator|dashboards)/' },
    ),
    forbid(
      'config-on-model',
      'config imports model only',
      { path: '^config/' },
      { path: '^(journal|agent|collector|cli|simulator|dashboards)/' },
    ),
    forbid(
      'agent-alone',
      'agent imports model, config, journal',
      { path: '^agent/' },
      { path: '^(collector|cli|simulator|dashboards)/' },
    ),
    forbid(
      'collector-alone',
      'collector imports model, config, journal',
      { path: '^collector/' },
      { path: '^(agent|cli|simulator|dashboards)/' },
    ),
    forbid(
      'simulator-plays-devices',
      'the simulator is not us: it imports model only',
      { path: '^simulator/' },
      { path: '^(config|journal|agent|collector|cli|dashboards)/' },
    ),
    forbid(
      'web-on-types',
      'the page imports the API types and pure model files',
      { path: '^dashboards/web/' },
      { path: '^(journal|agent|cli|simulator|collector/(?!api/types))' },
    ),
    forbid(
      'nobody-imports-cli',
      'commands are the outermost layer',
      { pathNot: '^(cli|test|tools)/' },
      { path: '^cli/' },
    ),
    forbid(
      'api-is-called-by-nobody',
      'only app.ts and main.ts put the API in place',
      { path: '^collector/(?!api/|app\\.ts|main\\.ts)' },
      { path: '^collector/api/' },
    ),
    forbid(
      'collector-parts-apart',
      'parts of the collector meet through model, ledger and app.ts',
      { path: `^collector/(${PARTS})/` },
      { path: `^collector/(${PARTS}|store|api)/`, pathNot: '^collector/$1/' },
    ),
    forbid(
      'probe-by-registry',
      'a probe is imported by its registry only; the technician’s tests use its parts',
      {
        path: '^(?!test/|cli/(?:diag|doctor)/|cli/commands/diag-)',
        pathNot: '^agent/probes/(registry\\.ts|[a-z0-9]+/)',
      },
      { path: '^agent/probes/[a-z0-9]+/' },
    ),
    forbid(
      'probes-apart',
      'probe kinds do not import each other',
      { path: '^agent/probes/([a-z0-9]+)/' },
      { path: '^agent/probes/[a-z0-9]+/', pathNot: '^agent/probes/$1/' },
    ),
    forbid(
      'store-driver-by-app',
      'a store driver is imported where it is chosen',
      { path: '^collector/', pathNot: '^collector/(app\\.ts|store/)' },
      { path: '^collector/store/[a-z0-9]+/' },
    ),
    forbid(
      'channel-by-app',
      'a channel is imported where it is chosen',
      { path: '^collector/', pathNot: '^collector/(app\\.ts|notify/channels/)' },
      { path: '^collector/notify/channels/[a-z0-9-]+/' },
    ),
    forbid(
      'sqlite-in-one-folder',
      'the SQLite binding stays behind one folder (docs/adr/0003)',
      { pathNot: '^collector/ledger/sqlite/' },
      { path: 'node_modules/libsql' },
    ),
    forbid(
      'duckdb-in-one-folder',
      'DuckDB stays behind the embedded store',
      { pathNot: '^collector/store/embedded/' },
      { path: 'node_modules/@duckdb' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
