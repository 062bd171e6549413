/**
 * The profiles that ship, for who only uses them. The build reads and checks them once and puts them in the place of
 * this file (tools/build.mjs): an agent carries no YAML reader, which would cost it 7 MB.
 */
export { shippedProfiles } from './profiles.ts';
