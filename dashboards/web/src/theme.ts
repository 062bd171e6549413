/** Mantine's theme: the product's typeface and colours in its controls. */
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#e6f4f6',
  '#d0e7eb',
  '#a2ced6',
  '#71b4c0',
  '#4a9eae',
  '#318fa2',
  '#1d7f92',
  '#0e6072',
  '#085062',
  '#003f4f',
];

/** From text to ground, in the blue-grey of styles/tokens.css. */
const dark: MantineColorsTuple = [
  '#e4ebf0',
  '#c3d0d9',
  '#94a6b5',
  '#6d8192',
  '#37495a',
  '#243340',
  '#1a2630',
  '#0d151b',
  '#0a1116',
  '#070c10',
];

export const theme = createTheme({
  fontFamily: '"Be Vietnam Pro", system-ui, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  colors: { brand, dark },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
});
