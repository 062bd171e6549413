/** The few icons of the controls, drawn on a 20-unit square. They say nothing by themselves: the control has a label. */

const PATHS = {
  sun: 'M10 6.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 0 1 0-7.6M10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M4.2 15.8l1.3-1.3M14.5 5.5l1.3-1.3',
  moon: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3',
  plus: 'M10 4.5v11M4.5 10h11',
  minus: 'M4.5 10h11',
  whole: 'M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M13 13l4 4',
  warning: 'M10 3.2L17.8 16.8H2.2ZM10 8.2v4M10 14.4v.2',
  info: 'M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 0 1 0-14.4M10 9.2v4.4M10 6.4v.2',
  back: 'M12 4.5L6.5 10L12 15.5',
  forward: 'M8 4.5L13.5 10L8 15.5',
  download: 'M10 3.5v9M6 9l4 4l4-4M3.5 16.5h13',
  up: 'M5.5 12L10 7.5L14.5 12',
  down: 'M5.5 8L10 12.5L14.5 8',
  play: 'M6.5 4.5L15 10L6.5 15.5Z',
  pause: 'M7 4.5v11M13 4.5v11',
  sound: 'M3.5 8v4h3l4 3.5v-11L6.5 8ZM13.2 7.4a3.8 3.8 0 0 1 0 5.2M15.4 5.2a6.8 6.8 0 0 1 0 9.6',
  soundOff: 'M3.5 8v4h3l4 3.5v-11L6.5 8ZM13.2 8l4 4M17.2 8l-4 4',
  person: 'M10 3a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 0 1 0-6.8M3.6 17a6.4 6.4 0 0 1 12.8 0',
  cross: 'M5 5l10 10M15 5L5 15',
  check: 'M4.5 10.5l3.6 3.6L15.5 6.2',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in the colour of its text. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" style={{ flex: 'none' }}>
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The sign of the program: a ridge and a light kept over it. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <path
        d="M3 25l8.5-13 4.8 7.2 3.2-4.4L29 25z"
        fill="none"
        stroke="#7fd0c0"
        strokeWidth="2.4"
        strokeLinejoin="round"
      />
      <circle cx="19.5" cy="7.5" r="3.4" fill="#f3b94f" />
    </svg>
  );
}
