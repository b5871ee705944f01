/* theme.ts: paper, ink, one signal. The tokens of the design in Mantine's terms; the company's palette is the only input.
 *
 * What a theme cannot say (focus ring, input line, hit areas) is in base.css. No component sets a colour of its own. */
import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineColorShade,
  type MantineThemeOverride,
} from '@mantine/core';
import { INK, WHITE, type Palette } from './palette.ts';

const gray: MantineColorsTuple = [
  '#F7F6F3', '#EFEDE8', '#E3E0D9', '#CFCBC3', '#AFADAE', '#7D8193', '#626879', '#474D60', '#2B3145', '#171C2E',
];
const dark: MantineColorsTuple = [
  '#ECEBE7', '#C3C7D2', '#A2A8B8', '#7A8297', '#2E3445', '#252B3A', '#1B202D', '#12151E', '#0D1018', '#080A10',
];
const red: MantineColorsTuple = [
  '#FBEAF0', '#F8D5E0', '#F2AEC3', '#FF8FAB', '#E0587F', '#C22F5C', '#A8123F', '#8E0F35', '#720C2B', '#520820',
];
const ok: MantineColorsTuple = [
  '#E8F2EB', '#CFE6D8', '#A5D3B8', '#6FCB9B', '#47A877', '#2C8A5B', '#1E7148', '#195E3C', '#134A2F', '#0D3421',
];
const warn: MantineColorsTuple = [
  '#FAF0DC', '#F4E2BC', '#EACB88', '#E3B25C', '#C98F2A', '#A76C0B', '#865400', '#704600', '#583700', '#3E2700',
];

const shade = (i: number): MantineColorShade => Math.min(9, Math.max(0, i)) as MantineColorShade;

/** Mantine's theme for a company's palette. */
export function themeOf(palette: Palette): MantineThemeOverride {
  return createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 6, dark: shade(palette.dark_fill) },
    autoContrast: true,
    luminanceThreshold: 0.183,
    white: WHITE,
    black: INK,
    colors: { brand: palette.shades as unknown as MantineColorsTuple, gray, dark, red, ok, warn },
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    respectReducedMotion: true,
    focusRing: 'auto',
    cursorType: 'pointer',
    defaultRadius: 'md',
    fontSizes: { xs: '13px', sm: '14px', md: '16px', lg: '18px', xl: '22px' },
    lineHeights: { xs: '1.385', sm: '1.43', md: '1.625', lg: '1.556', xl: '1.455' },
    fontWeights: { regular: '400', medium: '500', bold: '620' },
    headings: {
      fontWeight: '650',
      textWrap: 'balance',
      sizes: {
        h1: { fontSize: '28px', lineHeight: '36px', fontWeight: '680' },
        h2: { fontSize: '20px', lineHeight: '28px' },
        h3: { fontSize: '16px', lineHeight: '24px', fontWeight: '620' },
      },
    },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '999px' },
    breakpoints: { xs: '30em', sm: '48em', md: '56.25em', lg: '75em', xl: '88em' },
    shadows: {
      xs: 'none',
      sm: 'none',
      md: '0 1px 2px #171C2E0F, 0 8px 24px #171C2E1A',
      lg: '0 1px 2px #171C2E0F, 0 8px 24px #171C2E1A',
      xl: '0 2px 4px #171C2E0F, 0 24px 64px #171C2E38',
    },
    components,
  });
}

const controlHeight = (size: unknown) => (size === 'sm' ? '36px' : size === 'lg' ? '52px' : '44px');
const overlayProps = { color: INK, backgroundOpacity: 0.52, blur: 0 };

// Plain objects, not Button.extend(): importing the components here would put all of them into the first load.
const components: MantineThemeOverride['components'] = {
  Button: {
    defaultProps: { size: 'md' },
    vars: (_theme: unknown, props: { size?: unknown }) => ({
      root: {
        '--button-height': controlHeight(props.size),
        '--button-padding-x': props.size === 'sm' ? '14px' : '20px',
        '--button-fz': props.size === 'lg' ? '16px' : '14px',
      },
    }),
  },
  ActionIcon: {
    defaultProps: { size: 44, variant: 'subtle', color: 'gray' },
  },
  Input: {
    defaultProps: { size: 'md' },
    vars: (_theme: unknown, props: { size?: unknown }) => ({
      wrapper: { '--input-height': controlHeight(props.size), '--input-fz': props.size === 'lg' ? '16px' : '15px' },
    }),
  },
  Card: { defaultProps: { withBorder: true, shadow: 'none', padding: 'var(--pv-card-padding)' } },
  Badge: {
    defaultProps: { variant: 'light', color: 'gray', size: 'lg', radius: 'xl' },
    vars: () => ({ root: { '--badge-height': '24px', '--badge-fz': '13px', '--badge-padding-x': '10px' } }),
  },
  Tabs: { defaultProps: { variant: 'default' } },
  Switch: { defaultProps: { size: 'md', color: 'var(--pv-ink)', withThumbIndicator: false } },
  Radio: { defaultProps: { color: 'var(--pv-ink)', iconColor: 'var(--pv-on-ink)', size: 'sm' } },
  Checkbox: { defaultProps: { color: 'var(--pv-ink)', iconColor: 'var(--pv-on-ink)', size: 'sm', radius: 'xs' } },
  SegmentedControl: { defaultProps: { size: 'md', radius: 'md', withItemsBorders: false } },
  Modal: { defaultProps: { radius: 'lg', centered: true, overlayProps, padding: 'lg', closeButtonProps: { size: 44, iconSize: 20 } } },
  Drawer: {
    defaultProps: { overlayProps, transitionProps: { duration: 180, timingFunction: 'cubic-bezier(.2,.8,.2,1)' } },
  },
  DrawerOverlay: { defaultProps: overlayProps },
  ModalOverlay: { defaultProps: overlayProps },
  Menu: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 120 } } },
  Popover: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 120 } } },
  Tooltip: { defaultProps: { color: INK, openDelay: 200, transitionProps: { duration: 120 } } },
  Skeleton: { defaultProps: { radius: 'xl' } },
};

/** The colours that have no name in Mantine, for light and dark. */
export const cssVariablesOf =
  (palette: Palette): CSSVariablesResolver =>
  () => ({
    variables: {},
    light: {
      '--mantine-color-body': 'var(--mantine-color-gray-0)',
      '--mantine-color-dimmed': 'var(--mantine-color-gray-6)',
      '--mantine-color-default-border': 'var(--mantine-color-gray-2)',
      '--mantine-color-default-hover': 'var(--mantine-color-gray-0)',
      '--mantine-color-anchor': 'var(--mantine-color-black)',
      '--mantine-color-error': 'var(--mantine-color-red-6)',
      '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
      '--mantine-color-disabled': 'var(--mantine-color-gray-1)',
      '--mantine-color-disabled-color': 'var(--mantine-color-gray-6)',
      '--mantine-color-disabled-border': 'var(--mantine-color-gray-1)',
      '--pv-surface': WHITE,
      '--pv-sunk': 'var(--mantine-color-gray-1)',
      '--pv-line': 'var(--mantine-color-gray-2)',
      '--pv-line-strong': 'var(--mantine-color-gray-3)',
      '--pv-line-input': 'var(--mantine-color-gray-5)',
      '--pv-ink': 'var(--mantine-color-black)',
      '--pv-ink-soft': 'var(--mantine-color-gray-7)',
      '--pv-on-ink': WHITE,
      '--pv-segment': WHITE,
      '--pv-quiet': 'var(--mantine-color-gray-0)',
      '--pv-chart-previous': '#8B90A1',
      '--pv-text-brand': palette.shades[palette.text] ?? INK,
      '--pv-tint-brand': palette.shades[0] ?? WHITE,
      '--pv-tint-brand-line': palette.shades[2] ?? INK,
      '--pv-ok': 'var(--mantine-color-ok-6)',
      '--pv-ok-tint': 'var(--mantine-color-ok-0)',
      '--pv-warn': 'var(--mantine-color-warn-6)',
      '--pv-warn-tint': 'var(--mantine-color-warn-0)',
      '--pv-danger': 'var(--mantine-color-red-6)',
      '--pv-danger-tint': 'var(--mantine-color-red-0)',
    },
    dark: {
      '--mantine-color-body': 'var(--mantine-color-dark-7)',
      '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
      '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
      '--mantine-color-default-hover': 'var(--mantine-color-dark-5)',
      '--mantine-color-default-color': 'var(--mantine-color-dark-0)',
      '--mantine-color-anchor': 'var(--mantine-color-dark-0)',
      '--mantine-color-error': 'var(--mantine-color-red-3)',
      '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
      '--mantine-color-disabled': 'var(--mantine-color-dark-5)',
      '--mantine-color-disabled-color': 'var(--mantine-color-dark-2)',
      '--mantine-color-disabled-border': 'var(--mantine-color-dark-5)',
      '--pv-surface': 'var(--mantine-color-dark-6)',
      '--pv-sunk': 'var(--mantine-color-dark-5)',
      '--pv-line': 'var(--mantine-color-dark-4)',
      '--pv-line-strong': '#414960',
      '--pv-line-input': 'var(--mantine-color-dark-3)',
      '--pv-ink': 'var(--mantine-color-dark-0)',
      '--pv-ink-soft': 'var(--mantine-color-dark-1)',
      '--pv-on-ink': 'var(--mantine-color-dark-7)',
      '--pv-segment': '#414960',
      '--pv-quiet': 'var(--mantine-color-dark-5)',
      '--pv-chart-previous': '#8B90A1',
      '--pv-text-brand': palette.shades[palette.dark_text] ?? WHITE,
      '--pv-tint-brand': `color-mix(in srgb, ${palette.shades[6] ?? INK} 12%, var(--mantine-color-dark-6))`,
      '--pv-tint-brand-line': `color-mix(in srgb, ${palette.shades[6] ?? INK} 55%, var(--mantine-color-dark-6))`,
      '--pv-ok': 'var(--mantine-color-ok-3)',
      '--pv-ok-tint': '#1C2E2A',
      '--pv-warn': 'var(--mantine-color-warn-3)',
      '--pv-warn-tint': '#302A1F',
      '--pv-danger': 'var(--mantine-color-red-3)',
      '--pv-danger-tint': '#33202B',
    },
  });
