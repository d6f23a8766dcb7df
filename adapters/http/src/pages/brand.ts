import type { Asset, Assets } from '../assets/assets.ts';
import { type Accent, accentOn, type Color } from './palette.ts';

/** An image of the operator's. */
export interface BrandLogo {
  readonly contentType: 'image/svg+xml' | 'image/png' | 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** How pages say whose they are. */
export interface Brand {
  readonly name: string;
  readonly color: Color;
  /** Null: a sign is made of the name's first letter. */
  readonly logo: BrandLogo | null;
}

const extensions = { 'image/svg+xml': 'svg', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const;

/** An SVG that is opened by itself is a page: it runs nothing, loads nothing, and is of no origin. */
const imagePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The brand's image as a file of ours. */
export function brandImage({ name, color, logo }: Brand, assets: Assets): Asset {
  const { contentType, bytes } = logo ?? {
    contentType: 'image/svg+xml',
    bytes: sign(name, accentOn('#ffffff', color)),
  };
  return assets.add({
    name: `brand.${extensions[contentType]}`,
    ...{ contentType, policy: imagePolicy, load: () => bytes },
  });
}

/** A rounded square with the first letter of the name. */
function sign(name: string, { accent, onAccent }: Accent): string {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '·';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
    `<rect width="64" height="64" rx="16" fill="${accent}"/>`,
    `<text x="32" y="33" fill="${onAccent}" font-family="system-ui,sans-serif" font-size="36" font-weight="600"`,
    ` text-anchor="middle" dominant-baseline="central">${letter}</text></svg>`,
  ].join('');
}
