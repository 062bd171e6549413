/** Every measurement that the product writes: the written schema, version 1. Pure. */
import { COLLECTOR_MEASUREMENTS } from './collector.ts';
import { DEVICE_MEASUREMENTS } from './devices.ts';
import { MACHINE_MEASUREMENTS } from './machines.ts';
import { PACKET_MEASUREMENTS } from './packets.ts';
import type { MeasurementSpec } from './schema.ts';
import { SERVICE_MEASUREMENTS } from './services.ts';

export type { FieldSpec, MeasurementSpec } from './schema.ts';
export { departuresFrom } from './schema.ts';

export const MEASUREMENTS: readonly MeasurementSpec[] = [
  ...PACKET_MEASUREMENTS,
  ...DEVICE_MEASUREMENTS,
  ...SERVICE_MEASUREMENTS,
  ...MACHINE_MEASUREMENTS,
  ...COLLECTOR_MEASUREMENTS,
];

const BY_NAME: ReadonlyMap<string, MeasurementSpec> = new Map(MEASUREMENTS.map((spec) => [spec.name, spec]));

export function measurementSpec(name: string): MeasurementSpec | undefined {
  return BY_NAME.get(name);
}
