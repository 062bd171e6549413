import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { manualPages, referencePages } from '../../../tools/docs/pages.ts';

const pages = referencePages();

describe('the reference', () => {
  it.each(Object.keys(pages))('%s says what the code does (npm run docs writes it)', (path) => {
    const file = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
    expect(readFileSync(file, 'utf8')).toBe(pages[path]);
  });

  it('has a key with type, default, range and help, and one below a variant', () => {
    const page = pages['docs/reference/configuration.md'] ?? '';
    expect(page).toContain(
      '| `states.silence` | duration | `30s` | 5s to 1d | no evidence for this long: unknown |',
    );
    expect(page).toContain('| `probes[](kind: stamp).settings.port` | integer | `862` | 1 to 65535 |');
  });

  it('has a command with its variable, its choices, its exit codes and no hidden option', () => {
    const page = pages['docs/reference/cli.md'] ?? '';
    expect(page).toContain('### canhmang store export');
    expect(page).toContain('| `--config <file>` | `CANHMANG_CONFIG` |');
    expect(page).toMatch(/## canhmang diag\n[\s\S]+Exit code: 0 no fault found/);
    expect(page).not.toContain('--single-address');
  });
});

describe('the page of the measurements', () => {
  it('has a field with type, unit and what it is', () => {
    expect(pages['docs/reference/measurements.md']).toContain(
      '| `percent_packet_loss` | float | % | packets without an answer in time, of those sent |',
    );
  });
});

describe('the pages of the manual', () => {
  const { agent, collector } = manualPages(0);

  it('are of the same commands as the programs', () => {
    expect(collector).toContain('.SS canhmang report uptime');
    expect(agent).toContain('.SS canhmang diag ping');
    expect(agent).not.toContain('report uptime');
  });

  it('have a day that is given, and no line that roff would take for its own', () => {
    expect(agent).toMatch(/^\.TH CANHMANG-AGENT 1 "1970-01-01"/);
    const requests = agent.match(/^[.'].*$/gm) ?? [];
    expect(requests.filter((line) => !/^\.(?:TH|SH|SS|TP|PP|nf|fi)\b/.test(line))).toEqual([]);
  });
});
