/* palette.ts: one company colour -> ten shades and the indexes that keep text readable.
 *
 * OKLCH, hue kept. Shade 6 is the company's colour exactly, unless no label reaches 4.5:1 on it. The server does the same
 * (and stores the result with the brand); here it drives the live preview of the first start, before anything is stored. */

export interface Palette {
  shades: string[];
  label: string;
  text: number;
  dark_text: number;
  dark_fill: number;
  dark_label: string;
}

type Triple = [number, number, number];

export const WHITE = '#FFFFFF';
export const INK = '#171C2E';
export const PAPER = '#F7F6F3';
export const SUNK = '#EFEDE8';
export const NIGHT_SURFACE = '#1B202D';
export const NIGHT_SUNK = '#252B3A';

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

function rgbOf(hex: string): Triple {
  const at = (i: number) => parseInt(hex.slice(i, i + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

function hexOf(rgb: Triple): string {
  const byte = (v: number) => Math.round(Math.min(1, Math.max(0, v)) * 255).toString(16).padStart(2, '0');
  return `#${rgb.map(byte).join('')}`.toUpperCase();
}

function toLch(hex: string): Triple {
  const [r, g, b] = rgbOf(hex).map(linear) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const L = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const A = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const B = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [L, Math.hypot(A, B), Math.atan2(B, A)];
}

function linearOf(L: number, C: number, H: number): Triple {
  const A = C * Math.cos(H);
  const B = C * Math.sin(H);
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The colour with this lightness and hue, its chroma cut to what the screen can show. */
function fromLch(L: number, C: number, H: number): string {
  const shown = (c: number) => linearOf(L, c, H).every((v) => v >= -0.0005 && v <= 1.0005);
  let c = C;
  if (!shown(C)) {
    let lo = 0;
    let hi = C;
    for (let i = 0; i < 24; i++) {
      c = (lo + hi) / 2;
      if (shown(c)) lo = c;
      else hi = c;
    }
    c = lo;
  }
  return hexOf(linearOf(L, c, H).map((v) => gamma(Math.max(0, v))) as Triple);
}

function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map(linear) as Triple;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const x = luminance(a);
  const y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

export const isHexColour = (text: string) => /^#[0-9a-fA-F]{6}$/.test(text);

function labelOn(fill: string): string | null {
  if (contrast(fill, WHITE) >= 4.5) return WHITE;
  return contrast(fill, INK) >= 4.5 ? INK : null;
}

/** Ten shades of `brand` ("#RRGGBB") and which of them are safe for text and fills, light and dark. */
export function derivePalette(brand: string): Palette {
  let [L, C, H] = toLch(brand);
  let six = brand.toUpperCase();
  let label = labelOn(six);
  if (label === null) {
    label = WHITE;
    while (contrast(six, WHITE) < 4.5) {
      L -= 0.004;
      six = fromLch(L, C, H);
    }
  }
  const shades: string[] = [];
  const top = 0.978;
  for (const t of [0, 0.1, 0.26, 0.45, 0.64, 0.83])
    shades.push(fromLch(top + (L - top) * t, C * (0.1 + 0.9 * t ** 0.85), H));
  shades.push(six);
  for (const t of [0.16, 0.36, 0.6]) shades.push(fromLch(L + (0.24 - L) * t, C * (1 - 0.35 * t), H));

  const at = (i: number) => shades[i] ?? six;
  let text = shades.findIndex((shade, i) => i >= 6 && contrast(shade, SUNK) >= 4.5);
  if (text < 0) {
    text = 9;
    let l = toLch(at(9))[0];
    while (contrast(at(9), SUNK) < 4.5) {
      l -= 0.01;
      shades[9] = fromLch(l, C * 0.8, H);
    }
  }
  let darkText = 6;
  while (darkText > 0 && contrast(at(darkText), NIGHT_SUNK) < 4.5) darkText--;
  let darkFill = 6;
  while (darkFill > 0 && (contrast(at(darkFill), NIGHT_SURFACE) < 3 || !labelOn(at(darkFill)))) darkFill--;
  return { shades, label, text, dark_text: darkText, dark_fill: darkFill, dark_label: labelOn(at(darkFill)) ?? INK };
}

export const COQUELICOT = '#CC3A12';
