import { readFileSync, statSync } from 'node:fs';
import type { Brand, BrandLogo } from '@users/http';
import { parseSender } from '@users/mail';
import { StartError } from '../run/start-error.ts';
import type { Values } from './variables.ts';

const maxLogoBytes = 256 * 1024;

/**
 * Name, colour and logo of whoever runs the service.
 *
 * @throws StartError when the logo is no image that pages can show
 */
export function brandSettings({ BRAND_NAME, BRAND_COLOR, BRAND_LOGO, MAIL_FROM }: Values): Brand {
  return {
    name: BRAND_NAME ?? (MAIL_FROM === undefined ? 'Users' : parseSender(MAIL_FROM).name),
    color: BRAND_COLOR ?? '#1d4ed8',
    logo: BRAND_LOGO === undefined ? null : readLogo(BRAND_LOGO),
  };
}

function readLogo(path: string): BrandLogo {
  const bytes = readSmallFile(path);
  const contentType = imageTypeOf(bytes);
  if (contentType === null) throw new StartError(`BRAND_LOGO must be an SVG, PNG, JPEG or WebP: ${path} is none.`);
  return { contentType, bytes };
}

function readSmallFile(path: string): Buffer {
  try {
    // Looked at before it is read: a device has no size and no end.
    const found = statSync(path);
    if (!found.isFile()) throw new Error('not a file');
    if (found.size <= maxLogoBytes) return readFileSync(path);
  } catch (cause) {
    throw new StartError(`BRAND_LOGO must name a file that this process can read: ${path} is none.`, { cause });
  }
  throw new StartError(`BRAND_LOGO must have at most 256 KiB: make ${path} smaller.`);
}

/** By the first bytes: what a file is called says nothing of what it is. */
function imageTypeOf(bytes: Buffer): BrandLogo['contentType'] | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp';
  // A comment ends at its first end: else many of them could be shared out in more ways than there is time for.
  const svg = /^\uFEFF?\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/is;
  return svg.test(bytes.toString('utf8')) ? 'image/svg+xml' : null;
}
