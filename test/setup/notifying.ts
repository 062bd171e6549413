/** A collector that notifies, for tests that follow messages from the failure to whoever is told. */
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunningCollector } from './canhmang.ts';
import { canhmang, startCollector } from './canhmang.ts';
import { CORE, installationYaml, writeInstallation } from './installation.ts';
import { loopbackEndpoint, written } from './loopback.ts';
import type { RunResult } from './program.ts';
import { post } from './writing.ts';

const PUBLIC_URL = 'public_url: https://giamsat.example/\n';
const OUTCOME = {
  down: 'packets_transmitted=5i,packets_received=0i,percent_packet_loss=100,confirmed=true',
  up: 'packets_transmitted=5i,packets_received=5i,percent_packet_loss=0,average_response_ms=9',
} as const;

export class NotifyingCollector {
  readonly folder: string;
  readonly #listen = written(loopbackEndpoint());
  #token = '';
  #running: RunningCollector | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * @param folder with the configuration and everything that is stored.
   * @param notify what stands below `notify:`, as YAML.
   * @param sites besides those of the installation, communes below its core.
   */
  static async start(
    folder: string,
    notify: string,
    sites: readonly string[] = [],
  ): Promise<NotifyingCollector> {
    await mkdir(folder, { recursive: true });
    const started = new NotifyingCollector(folder);
    await writeInstallation(folder, { notify });
    await appendFile(started.config, PUBLIC_URL);
    const rows = sites.map(
      (id) => `${id},${id.toUpperCase()},Xã ${id},commune,137,${CORE},127.0.0.1:9,,,,\n`,
    );
    await appendFile(join(folder, 'sites.csv'), rows.join(''));
    await started.resume();
    onTestFinished(async () => void (await started.program.stop()));
    started.#token = (await started.command('token', 'core')).stdout.trim();
    return started;
  }

  get config(): string {
    return join(this.folder, 'canhmang.yaml');
  }

  get #collector(): RunningCollector {
    if (!this.#running) throw new Error('the collector does not run');
    return this.#running;
  }

  get program() {
    return this.#collector.program;
  }

  get url(): string {
    return this.#collector.url;
  }

  /** Starts it again, at the same address. */
  async resume(): Promise<void> {
    const data = join(this.folder, 'data');
    this.#running = await startCollector({ config: this.config, data, listen: this.#listen });
  }

  /** kill -9 */
  async kill(): Promise<void> {
    this.program.kill('SIGKILL');
    await this.program.exit;
  }

  /** Puts another file in the place of the configuration, whole at every moment. */
  async rewrite(notify: string): Promise<void> {
    const draft = `${this.config}.new`;
    await writeFile(draft, installationYaml({ notify }) + PUBLIC_URL);
    await rename(draft, this.config);
  }

  /** A site's line is cut, or mended; resolves when the measurement is in the collector's hands. */
  async measure(site: string, outcome: keyof typeof OUTCOME): Promise<void> {
    const body = `ping,site=${site},agent=core,role=reach ${OUTCOME[outcome]} ${Date.now()}000000`;
    const { status } = await post(this.url, { token: this.#token, body });
    if (status !== 204) throw new Error(`measurement of ${site}: ${status}`);
  }

  /** A command of `canhmang` about this installation. */
  command(...args: string[]): Promise<RunResult> {
    const url = args[0] === 'notify' ? ['--url', this.url] : [];
    const about = ['--config', this.config, '--data', join(this.folder, 'data'), ...url];
    return canhmang([...args, ...about, '--lang', 'vi']);
  }

  /** Presses the button of the link in a mail. */
  async acknowledge(mailText: string): Promise<void> {
    const [link = ''] = /https:\/\/giamsat\.example\/ack\?t=\S+/.exec(mailText) ?? [];
    const { pathname, search } = new URL(link);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(new URL(`${pathname}${search}`, this.url), { method: 'POST', headers });
    if (!response.ok) throw new Error(`acknowledge: ${response.status}`);
  }
}
