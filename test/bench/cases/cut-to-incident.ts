/** How long after a line is cut the incident is there, with the default settings. */
import { Installation } from '../../lab/installation.ts';
import { Lab } from '../../lab/lab.ts';
import type { BenchCase } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';

const SITE = 'hub1-c1';
/** What the person on duty is promised. */
const LIMIT_MS = 5_000;
/** Of a packet a second: cuts fall at any moment between two. */
const PACKET_INTERVAL_MS = 1_000;

interface IncidentList {
  items: { id: number }[];
}

function untilRandomMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * PACKET_INTERVAL_MS));
}

export const bench: BenchCase = {
  name: 'cut-to-incident',
  describes:
    'a line is cut in the lab; until the event of the incident is heard, the incident being in the ledger',
  rounds: 10,
  ratios: [],
  limits: [{ subject: 'canhmang', figure: 'cut_to_incident_ms', atMost: LIMIT_MS }],
  async prepare() {
    const impossible = Lab.possible();
    if (impossible) throw new Unmeasurable(impossible);
    const lab = await Lab.create({ hubs: 1, communesPerHub: 1 });
    const province = await Installation.start(lab);
    await province.untilState(SITE, 'up');
    const run = async () => {
      await untilRandomMoment();
      const after = province.heard.length;
      const cutMs = Date.now();
      await lab.cut(SITE);
      const down = await province.untilState(SITE, 'down', { after });
      const { items } = (await province.get('/api/v1/incidents?state=open')) as IncidentList;
      if (items.length !== 1) throw new Error(`${items.length} incidents are open`);
      await lab.restore(SITE);
      await province.untilState(SITE, 'up', { after });
      return {
        figures: { cut_to_incident_ms: down.heardMs - cutMs, begins_after_cut_ms: down.atMs - cutMs },
      };
    };
    return { subjects: [{ name: 'canhmang', run }], close: () => lab.close() };
  },
};
