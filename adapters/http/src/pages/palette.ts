/** A colour as `#rrggbb`. */
export type Color = `#${string}`;

/** The brand's colour as one scheme needs it. */
export interface Accent {
  /** Readable as text on the background it was made for. */
  readonly accent: Color;
  /** Readable on the accent: the text of a button. */
  readonly onAccent: Color;
}

/** WCAG 2.2 §1.4.3: text of ordinary size. */
const readable = 4.5;
const white: Color = '#ffffff';
const black: Color = '#000000';

/**
 * The colour itself where it stands out from the background; else as little darker or lighter as makes it. Any colour
 * that somebody configures gives pages that can be read.
 */
export function accentOn(background: Color, color: Color): Accent {
  const towards = luminance(background) > 0.18 ? black : white;
  let share = 0;
  let accent = color;
  while (contrast(accent, background) < readable && share < 1) {
    share = Math.min(1, share + 0.02);
    accent = mix(color, towards, share);
  }
  return { accent, onAccent: inkOn(accent) };
}

/** White where that can be read on the colour, else black: one of them always can. */
export function inkOn(color: Color): Color {
  return contrast(white, color) >= readable ? white : black;
}

/** The ratio of WCAG 2.2, from 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Color, towards: Color, share: number): Color {
  const ends = channels(towards);
  const mixed = channels(from).map((value, index) => Math.round(value + ((ends[index] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(color: Color): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
