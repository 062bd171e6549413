/** What is in the two .debs: the agent of a site, and the collector of the province. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildDeb } from './deb.mjs';
import { nativePackages } from './native-packages.mjs';
import { noticesOfFolders } from './notices.mjs';
import { DIST, ROOT } from './places.mjs';

const HOMEPAGE_OF_LICENCE = '/usr/share/common-licenses/Apache-2.0';

/** @param {string} path below packaging/ */
const read = (path) => readFileSync(join(ROOT, 'packaging', path), 'utf8');

/** The maintainer scripts of a package. @param {string} name */
const scriptsOf = (name) => ({
  postinst: read(`${name}/postinst`),
  prerm: read(`${name}/prerm`),
  postrm: read(`${name}/postrm`),
});

/** Debian policy 12.5; with the licences of what is bundled. */
function copyright(notices) {
  return `Canh Mạng\nLicence: Apache-2.0, see ${HOMEPAGE_OF_LICENCE}\n\nIt contains these packages:\n\n${notices}`;
}

function gzip(text) {
  return gzipSync(text, { level: 9 });
}

/** @param {string} folder below the root of the repository. @param {(path: string) => boolean} [wanted] */
function filesOf(folder, wanted = () => true) {
  const below = (path) =>
    readdirSync(path).flatMap((name) => {
      const inner = join(path, name);
      return statSync(inner).isDirectory() ? below(inner) : [inner];
    });
  return below(join(ROOT, folder))
    .map((source) => ({ path: relative(ROOT, source), source }))
    .filter(({ path }) => wanted(path));
}

const common = (version) => ({
  Version: version,
  Maintainer: 'Canh Mang <canhmang@example.vn>',
  Section: 'net',
  Priority: 'optional',
});

/**
 * @param {object} options
 * @param {string} options.version
 * @param {number} options.epoch seconds
 * @param {string} options.folder where it goes.
 * @param {{ text: string, notices: string }} options.file the agent's one file.
 * @param {string} options.man page of the manual.
 */
export function agentDeb({ version, epoch, folder, file, man }) {
  const unit = (name) => ({ path: `usr/lib/systemd/system/${name}`, content: read(`agent/${name}`) });
  const control = {
    Package: 'canhmang-agent',
    ...common(version),
    Architecture: 'all',
    Depends: 'nodejs (>= 20.19), iputils-ping',
    Recommends: 'iproute2',
    Suggests: 'inetutils-traceroute | traceroute',
    Description:
      "watches one site of a province's network and sends what it measures\n Measures by ping, STAMP and SNMP, keeps what the line cannot carry, and has\n the technician's tests (canhmang diag).",
  };
  return buildDeb({
    ...{ control, epoch, folder, scripts: scriptsOf('agent') },
    files: [
      { path: 'usr/lib/canhmang-agent/canhmang-agent.cjs', content: file.text, mode: 0o755 },
      { path: 'usr/bin/canhmang-agent', content: read('agent/canhmang-agent.sh'), mode: 0o755 },
      unit('canhmang-agent.service'),
      unit('canhmang-agent.path'),
      unit('canhmang-agent-dscp46.socket'),
      { path: 'etc/default/canhmang-agent', content: read('agent/canhmang-agent.default') },
      { path: 'usr/share/man/man1/canhmang-agent.1.gz', content: gzip(man) },
      { path: 'usr/share/doc/canhmang-agent/copyright', content: copyright(file.notices) },
      { path: 'usr/share/doc/canhmang-agent/examples/low-ports.conf', content: read('agent/low-ports.conf') },
    ],
  });
}

/**
 * @param {object} options
 * @param {string} options.version
 * @param {'amd64' | 'arm64'} options.architecture
 * @param {number} options.epoch seconds
 * @param {string} options.folder where it goes.
 * @param {string} options.man page of the manual.
 */
export function collectorDeb({ version, architecture, epoch, folder, man }) {
  const native = nativePackages(architecture);
  try {
    const program = filesOf('dist', (path) => /^dist\/(?:canhmang\.js|parts\/[^/]+\.js|web\/.+)$/.test(path));
    const settings = ['defaults', 'holidays', 'demo'].flatMap((name) => filesOf(`config/${name}`));
    const docs = filesOf('docs', (path) => path.endsWith('.md') && !path.startsWith('docs/adr/'));
    const manifest = { name: 'canhmang', version, type: 'module' };
    const control = {
      Package: 'canhmang',
      ...common(version),
      Architecture: architecture,
      Depends: 'nodejs (>= 20.19), iputils-ping, adduser, libc6 (>= 2.28), libstdc++6',
      Suggests: 'nginx | caddy | haproxy',
      Description:
        "watches a province's network of many small, distant sites\n The collector: stores what the agents measure, decides what is down and since\n when, opens incidents, tells people, and answers for the uptime of every site.",
    };
    const notices = [readFileSync(join(DIST, 'NOTICES.txt'), 'utf8'), noticesOfFolders(native.folders)];
    return buildDeb({
      ...{ control, epoch, folder, scripts: scriptsOf('collector'), compression: 'zstd' },
      files: [
        ...[...program, ...settings, ...native.files].map(({ path, source }) => ({
          path: `usr/lib/canhmang/${path}`,
          source,
        })),
        { path: 'usr/lib/canhmang/package.json', content: `${JSON.stringify(manifest, null, 2)}\n` },
        { path: 'usr/lib/canhmang/bin/canhmang', content: read('collector/canhmang.sh'), mode: 0o755 },
        { path: 'usr/lib/canhmang/man/canhmang.1.gz', content: gzip(man) },
        {
          path: 'usr/lib/systemd/system/canhmang.service',
          content: read('collector/canhmang.service'),
        },
        { path: 'etc/default/canhmang', content: read('collector/canhmang.default') },
        ...['canhmang.yaml', 'units.csv', 'sites.csv', 'devices.csv', 'lines.csv'].map((name) => ({
          path: `etc/canhmang/${name}`,
          content: read(`collector/etc/${name}`),
        })),
        ...docs.map(({ path, source }) => ({
          path: `usr/share/doc/canhmang/${relative('docs', path)}.gz`,
          content: gzip(readFileSync(source)),
        })),
        {
          path: 'usr/lib/canhmang/config/canhmang.schema.json',
          source: join(ROOT, 'docs/reference/canhmang.schema.json'),
        },
        { path: 'usr/share/doc/canhmang/copyright', content: copyright(notices.join('\n')) },
      ],
    });
  } finally {
    native.dispose();
  }
}
