import type { Brand } from '@users/http';
import { describe, expect, it } from 'vitest';
import { httpFixture } from '../support/http-fixture.ts';

const plain: Brand = { name: 'Users', color: '#1d4ed8', logo: null };
const page = '/problems/not_found';

async function look(brand: Partial<Brand>, publicUrl = 'https://users.example.com') {
  const on = await httpFixture({ changed: { brand: { ...plain, ...brand }, publicUrl } });
  const shown = await on.app.request(page);
  const text = await shown.text();
  const path = /<img class="\w+" src="([^"]*)"/.exec(text)?.[1] ?? '';
  return {
    text,
    path,
    policy: shown.headers.get('content-security-policy'),
    image: await on.app.request(path.slice(path.indexOf('/_assets'))),
  };
}

describe('a page', () => {
  it('is in the name and colour of whoever runs the service', async () => {
    const { text } = await look({ name: 'The Wherry', color: '#a01030' });
    expect(text).toContain('<span>The Wherry</span>');
    expect(text).toContain('--accent:#a01030');
  });

  it('shows a sign of the first letter where there is no logo', async () => {
    const { image } = await look({ name: '  <über>' });
    expect(image.headers.get('content-type')).toBe('image/svg+xml');
    expect(await image.text()).toMatch(/^<svg [^>]*>.*>Ü<\/text><\/svg>$/s);
  });

  it('shows the logo, described by the name', async () => {
    const bytes = Buffer.from('RIFF....WEBP');
    const { text, image } = await look({ name: 'A "B" <C>', logo: { contentType: 'image/webp', bytes } });
    expect(text).toMatch(/<img class="logo" src="\/_assets\/brand\.[\w-]{16}\.webp" alt="A &quot;B&quot; &lt;C&gt;">/);
    expect(image.headers.get('content-type')).toBe('image/webp');
    expect(Buffer.from(await image.arrayBuffer())).toEqual(bytes);
    expect(image.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  // An SVG can hold scripts. In a page it is an image and runs nothing; opened by itself it would be of our origin.
  it('serves an SVG so that it runs nothing and belongs to no origin', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const { image } = await look({ logo: { contentType: 'image/svg+xml', bytes } });
    expect(image.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    expect(image.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('allows images of its own origin, and no script', async () => {
    const { policy } = await look({});
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src 'self'; /);
    expect(policy).not.toMatch(/script|unsafe|https?:/);
  });

  it('finds its image under the path of the public address', async () => {
    const { path, image } = await look({}, 'https://example.com/accounts');
    expect(path).toMatch(/^\/accounts\/_assets\/brand\./);
    expect(image.status).toBe(200);
  });

  it('asks for no name of an old release', async () => {
    const on = await httpFixture();
    for (const file of ['brand.svg', 'brand.AAAAAAAAAAAAAAAA.svg', 'brand.AAAAAAAAAAAAAAAA.png', '..%2fbrand.svg']) {
      expect((await on.send('GET', `/_assets/${file}`)).status).toBe(404);
    }
  });
});
