/** What agent and collector agree on when agents are brought to a new version (docs/upgrades.md). */
import { z } from 'zod';
import { isVersion } from './version-order.ts';

/** Ours has 0.5 MB; what is larger is none. */
export const MAX_PACKED_BYTES = 8 * 1024 * 1024;
export const MAX_SCRIPT_BYTES = 32 * 1024 * 1024;
/** Of one answer with a part of it: two seconds of a line of 128 kbit/s. */
export const BUNDLE_PART_BYTES = 32 * 1024;
/** On every answer to an agent that asks for its configuration, where a bundle is offered to it: the bundle's id. */
export const BUNDLE_HEADER = 'canhmang-bundle';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is signed. */
export const bundleManifestSchema = z.strictObject({
  format: z.literal(1),
  product: z.literal('canhmang-agent'),
  version: z.string().refine(isVersion),
  /** Of the compressed script, as it is sent. */
  bytes: z.int().min(1).max(MAX_PACKED_BYTES),
  sha256,
  /** Of the script itself. */
  script_bytes: z.int().min(1).max(MAX_SCRIPT_BYTES),
  script_sha256: sha256,
  signed_at: z.iso.datetime(),
});
export type BundleManifest = z.output<typeof bundleManifestSchema>;

/** The manifest as text, because the signature is of its octets. */
export const signedManifestSchema = z.strictObject({
  manifest: z.string().max(2_000),
  /** Ed25519 (RFC 8032), base64. */
  signature: z.string().max(200),
});
export type SignedManifest = z.output<typeof signedManifestSchema>;

/** Why a bundle is not taken, or was given up. */
export const BUNDLE_REFUSALS = [
  'format',
  'signature',
  'checksum',
  'older',
  'download',
  'no_room',
  'self_test',
  'crashed',
  'no_check_in',
] as const;
export type BundleRefusal = (typeof BUNDLE_REFUSALS)[number];

/** `POST /api/v1/agent/bundle`: how it stands with a bundle at an agent. */
export const bundleReportSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  version: z.string().max(100),
  state: z.enum(['refused', 'trying', 'running', 'rolled_back']),
  reason: z.enum(BUNDLE_REFUSALS).optional(),
  /** What the system or the bundle itself said. */
  detail: z.string().max(500).optional(),
});
export type BundleReport = z.output<typeof bundleReportSchema>;
