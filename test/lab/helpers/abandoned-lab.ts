/** Builds a lab, says which namespaces it has, and waits to be killed: the lab's own tests do it. */
import { Lab } from '../lab.ts';

const lab = await Lab.create({ hubs: 1, communesPerHub: 1 });
lab.spawn('hub1-c1', 'sleep', ['3600']);
console.log(`built ${lab.nodes.map((node) => lab.namespace(node)).join(' ')}`);
setInterval(() => {}, 60_000);
