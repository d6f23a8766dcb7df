import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Color, contrast, inkOn } from '@users/http';
import { accentOn } from '@users/http/pages/palette';
import { writeMail } from '@users/mail';
import { loadConfig } from '@users/service/config/config';
import { openStationery } from '@users/service/resources/stationery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyEmailMail } from '../support/mails.ts';
import { folderOf } from '../support/template-folder.ts';

describe('the colour of a brand', () => {
  const colors = fc.integer({ min: 0, max: 0xffffff }).map((n): Color => `#${n.toString(16).padStart(6, '0')}`);
  const backgrounds: readonly Color[] = ['#ffffff', '#f3f4f6', '#181c22', '#0f1216'];

  it('can be read on the page, and text on it, whichever it is, in both schemes', () => {
    const edges: Color[] = ['#000000', '#ffffff', '#ffff00', '#0000ff', '#808080', '#777777'];
    fc.assert(
      fc.property(fc.oneof(colors, fc.constantFrom(...edges)), fc.constantFrom(...backgrounds), (color, background) => {
        const { accent, onAccent } = accentOn(background, color);
        expect(contrast(accent, background)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(inkOn(color), color)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });

  it('stays as it is where it can be read', () => {
    expect(accentOn('#ffffff', '#1d4ed8')).toEqual({ accent: '#1d4ed8', onAccent: '#ffffff' });
    expect(accentOn('#181c22', '#ffdd00')).toEqual({ accent: '#ffdd00', onAccent: '#000000' });
  });

  // The examples of WCAG 2.2: black on white, and the lightest grey that passes.
  it('is measured as WCAG measures', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

describe('the brand of a configuration', () => {
  it('is called as mails are from, unless it is named', () => {
    expect(loadConfig({}).brand).toEqual({ name: 'Users', color: '#1d4ed8', logo: null });
    expect(loadConfig({ MAIL_FROM: 'Wherry <mail@wherry.example>' }).brand.name).toBe('Wherry');
    expect(loadConfig({ MAIL_FROM: 'Wherry <mail@wherry.example>', BRAND_NAME: 'The Wherry' }).brand.name).toBe(
      'The Wherry',
    );
    expect(loadConfig({ BRAND_NAME: 'Böse, Söhne & Co.' }).mail.from).toBe('Böse, Söhne & Co. <no-reply@localhost>');
  });

  it.each(['1D4ed8', '#1d4ed8'])('takes the colour with and without its sign (%s)', (color) => {
    expect(loadConfig({ BRAND_COLOR: color }).brand.color).toBe('#1d4ed8');
  });

  it('has its name and colour in mails', () => {
    const stationery = openStationery(loadConfig({ BRAND_NAME: 'Wherry', BRAND_COLOR: 'ffdd00' }));
    const { text, html } = writeMail(verifyEmailMail(), stationery);
    expect(text).toContain('to register with Wherry.');
    expect(html).toContain('background:#ffdd00;color:#000000');
  });

  it.each([
    ['a.png', Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'), 'image/png'],
    ['photo', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg'],
    ['b.webp', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), 'image/webp'],
    ['c.svg', Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x"/>'), 'image/svg+xml'],
    [
      'd.svg',
      Buffer.from('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg/>'.replace('svg/>', 'svg >')),
      'image/svg+xml',
    ],
  ])('knows a logo by what is in it (%s)', (name, bytes, contentType) => {
    const path = join(folderOf({ [name]: bytes }), name);
    expect(loadConfig({ BRAND_LOGO: path }).brand.logo).toEqual({ contentType, bytes });
  });

  // Each comment more must not double the time in which a file is found to be no image: the start would hang.
  it('is quick to see that a page that begins with many comments is none', () => {
    const path = join(folderOf({ 'logo.svg': `${'<!-- -->'.repeat(30)}<html>` }), 'logo.svg');
    expect(() => loadConfig({ BRAND_LOGO: path })).toThrow('must be an SVG, PNG, JPEG or WebP');
  });

  it.each(['<html><svg></svg></html>', 'GIF89a', '', '<svgx>'])('takes nothing else for one: %j', (content) => {
    const path = join(folderOf({}), 'logo.svg');
    writeFileSync(path, content);
    expect(() => loadConfig({ BRAND_LOGO: path })).toThrow('must be an SVG, PNG, JPEG or WebP');
    writeFileSync(path, '<svg>'.padEnd(300_000));
    expect(() => loadConfig({ BRAND_LOGO: path })).toThrow('at most 256 KiB');
  });
});
