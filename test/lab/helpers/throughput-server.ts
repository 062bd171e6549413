/** The answering end of throughput tests alone, without an agent around it: port `argv[2]`, key `argv[3]`. */
import { startThroughputServer } from '../../../agent/throughput/server.ts';
import { throughputServerSchema } from '../../../model/probe-settings.ts';

const settings = throughputServerSchema.parse({ port: Number(process.argv[2]), key: process.argv[3] });
await startThroughputServer({ settings, inCall: () => false, logger: { info() {}, warn() {} } });
console.log(`answering on ${settings.port}`);
