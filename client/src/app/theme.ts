import { createTheme, Modal, Notification, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#f1f2ff',
  '#e2e4ff',
  '#c5c8fd',
  '#a5a9fb',
  '#888cf7',
  '#7477f2',
  '#5f61e6',
  '#5153cd',
  '#4547ab',
  '#3b3d88',
];

/** Mantine's dark greys with a little blue, so that dark is not grey beside the brand colour. */
const dark: MantineColorsTuple = [
  '#d8dce8',
  '#b4bacb',
  '#9aa2b8',
  '#69718a',
  '#3f465c',
  '#323849',
  '#272c3b',
  '#1b1f2b',
  '#151822',
  '#0f1119',
];

export const theme = createTheme({
  colors: { brand, dark },
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
  components: {
    Modal: Modal.extend({ styles: { title: { fontWeight: 650 } } }),
    Notification: Notification.extend({ styles: { description: { color: 'var(--mantine-color-text)' } } }),
  },
});

/** Colours of our own that differ between light and dark; read in CSS as `var(--pa-…)`. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6372',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-yellow-light-color': '#7a4d00',
    '--mantine-color-teal-light-color': '#0b6b4d',
    '--mantine-color-teal-light': '#d8f7ec',
    '--pa-canvas': '#f3f4f9',
    '--pa-surface': '#ffffff',
    '--pa-sunken': '#f6f7fb',
    '--pa-border': '#e3e6ee',
    '--pa-glow': '#e2e4ff',
    '--pa-bubble': '#ffffff',
    '--pa-bubble-own': '#5f61e6',
    '--pa-quote': '#f1f2ff',
    '--pa-quote-bar': '#7477f2',
    '--pa-bubble-shadow': '0 1px 2px rgb(23 27 60 / 9%)',
  },
  dark: {
    '--mantine-color-dimmed': '#a4abbd',
    '--mantine-color-placeholder': '#8d95ab',
    ...tinted('brand', '#888cf7', '#c5c8fd'),
    ...tinted('teal', '#38d9a9', '#7ff0cd'),
    ...tinted('red', '#ff6b6b', '#ffb3b3'),
    ...tinted('yellow', '#ffc53d', '#ffdb85'),
    ...tinted('blue', '#4dabf7', '#a5d8ff'),
    ...tinted('violet', '#9775fa', '#cdbdff'),
    ...tinted('gray', '#b4bacb', '#d8dce8'),
    '--pa-canvas': '#12141d',
    '--pa-surface': '#1b1f2b',
    '--pa-sunken': '#171a25',
    '--pa-border': '#2c3242',
    '--pa-glow': '#262a5c',
    '--pa-bubble': '#252a39',
    '--pa-bubble-own': '#5153cd',
    '--pa-quote': '#2d3347',
    '--pa-quote-bar': '#888cf7',
    '--pa-bubble-shadow': 'none',
  },
});

/** Badges and soft buttons on dark: a tint of the colour, with text light enough to read. */
function tinted(name: string, color: string, text: string): Record<string, string> {
  return {
    [`--mantine-color-${name}-light`]: `color-mix(in srgb, ${color} 16%, transparent)`,
    [`--mantine-color-${name}-light-hover`]: `color-mix(in srgb, ${color} 24%, transparent)`,
    [`--mantine-color-${name}-light-color`]: text,
  };
}
