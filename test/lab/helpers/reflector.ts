/** Our STAMP reflector alone, without an agent around it, on UDP port `argv[2]`. */
import { startReflector } from '../../../agent/reflector/reflector.ts';
import { stampCodec } from '../../../agent/stamp-codec.ts';

const { port } = await startReflector({
  host: '0.0.0.0',
  port: Number(process.argv[2]),
  codec: stampCodec(undefined),
  logger: { info() {}, warn() {} },
});
console.log(`reflecting on ${port}`);
