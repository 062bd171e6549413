/** `canhmang diag snmp HOST get|walk|rates`: what a device says, with the names that the profiles give it. */
import { stringify } from 'csv-stringify/sync';
import { EXIT, UserError } from '../../config/error.ts';
import { ProfileLibrary } from '../../config/profile-library.ts';
import { isOid } from '../../model/profile.ts';
import type { Device } from '../diag/snmp/device.ts';
import { withDevice } from '../diag/snmp/device.ts';
import { SnmpNames } from '../diag/snmp/names.ts';
import { writeValue } from '../diag/snmp/values.ts';
import type { Binding } from '../diag/snmp/walk.ts';
import { walk } from '../diag/snmp/walk.ts';
import { readCredential } from '../snmp-credential.ts';
import type { SnmpOptions } from '../snmp-options.ts';
import type { Terminal } from '../terminal.ts';

export interface DiagSnmpOptions extends SnmpOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Everything that a device has of the standard MIBs; a vendor's own tree is walked by its name. */
const WALKED_BY_DEFAULT = '1.3.6.1.2.1';

interface Shown {
  readonly oid: string;
  readonly name: string;
  readonly value: string | number | null;
}

export async function runDiagSnmp(
  terminal: Terminal,
  options: DiagSnmpOptions,
  action: 'get' | 'walk',
  host: string,
  wanted: readonly string[],
): Promise<number> {
  const credential = readCredential(options);
  const names = new SnmpNames(new ProfileLibrary().all());
  const oids = wanted.map((text) => oidOf(text, names));
  if (action === 'get' && oids.length === 0) throw new UserError('snmp_oids');
  const roots = oids.length > 0 ? oids : [WALKED_BY_DEFAULT];
  const printer = new Printer(terminal, options, names);
  const work = async (device: Device) => {
    if (action === 'get') await readEach(device, roots, printer);
    else for (const root of roots) await walkOne(device, root, printer);
  };
  await withDevice(host, credential, work, () => printer.end());
  printer.end();
  return printer.found ? EXIT.ok : EXIT.problem;
}

/** Numbers, or a name with what is behind it: `sysUpTime.0`, `IF-MIB::ifName.3`. */
function oidOf(text: string, names: SnmpNames): string {
  const numeric = text.replace(/^\./, '');
  const oid = isOid(numeric) ? numeric : names.oidOf(text);
  if (oid === undefined) throw new UserError('snmp_name', { value: text });
  return oid;
}

async function readEach(device: Device, oids: readonly string[], printer: Printer): Promise<void> {
  // A scalar's only instance is meant where none is written.
  const asked = oids.flatMap((oid) => (oid.endsWith('.0') ? [oid] : [oid, `${oid}.0`]));
  const values = await device.get(asked);
  for (const oid of oids) {
    const found = [oid, `${oid}.0`].find((candidate) => values.has(candidate));
    printer.show({ oid: found ?? oid, value: found === undefined ? undefined : values.get(found) });
  }
}

async function walkOne(device: Device, root: string, printer: Printer): Promise<void> {
  let count = 0;
  for await (const binding of walk(device, root)) {
    printer.show(binding);
    count++;
  }
  if (count > 0) return;
  // An instance has nothing below it: it is meant itself.
  const value = (await device.get([root])).get(root);
  printer.show({ oid: root, value });
}

/** Text as it comes; JSON and CSV as a whole. */
class Printer {
  readonly #terminal: Terminal;
  readonly #options: DiagSnmpOptions;
  readonly #names: SnmpNames;
  readonly #rows: Shown[] = [];
  found = false;

  constructor(terminal: Terminal, options: DiagSnmpOptions, names: SnmpNames) {
    this.#terminal = terminal;
    this.#options = options;
    this.#names = names;
  }

  show({ oid, value }: Binding): void {
    const { json, csv } = this.#options;
    const name = this.#names.nameOf(oid);
    this.found ||= value !== undefined;
    if (json || csv) {
      const plain = typeof value === 'number' ? value : value === undefined ? null : writeValue(value);
      this.#rows.push({ oid, name, value: plain });
      return;
    }
    const { t, out } = this.#terminal;
    const text = value === undefined ? t('diag.snmp.none') : writeValue(value, this.#names.kindOf(oid));
    out(`${name} = ${text}`);
  }

  end(): void {
    const { json, csv } = this.#options;
    if (json) this.#terminal.out(JSON.stringify(this.#rows, null, 2));
    else if (csv)
      this.#terminal.out(
        stringify(this.#rows, { header: true, columns: ['oid', 'name', 'value'] }).trimEnd(),
      );
  }
}
