import { color, displayName, text } from './fields.ts';
import type { Variable } from './variable.ts';

/** Whose pages and mails these are. */
export const brandVariables = {
  BRAND_NAME: {
    schema: displayName,
    meaning: 'What pages and mails call the service.',
    fallback: 'the name in MAIL_FROM, else Users',
  },
  BRAND_COLOR: {
    schema: color,
    meaning: 'Colour of buttons and links; darkened or lightened where it could not be read.',
    fallback: '1d4ed8',
  },
  BRAND_LOGO: {
    schema: text,
    meaning: 'File of an SVG, PNG, JPEG or WebP of at most 256 KiB, shown on top of pages.',
    fallback: 'the first letter of the name',
  },
} as const satisfies Record<string, Variable>;
