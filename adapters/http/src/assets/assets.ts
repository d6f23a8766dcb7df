import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpApp } from '../frame/environment.ts';
import { RequestRefused } from '../problems/request-refused.ts';

/** A file that pages load. */
export interface AssetSource {
  /** For instance `scalar.js`; its address is made of this and a hash. */
  readonly name: string;
  readonly contentType: string;
  /** Asked once, at the first look. */
  readonly load: () => Promise<string | Uint8Array> | string | Uint8Array;
  /** Content-Security-Policy of the file itself, for those that a browser would show or run; none unless told. */
  readonly policy?: string;
}

interface Loaded {
  /** Its name with the hash of its content in it: the address changes with the content. */
  readonly file: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

const pack = promisify(gzip);

/** One file: loaded when somebody first looks, and kept. */
export class Asset {
  readonly source: AssetSource;
  readonly #folder: string;
  #loading: Promise<Loaded> | null = null;
  #packing: Promise<Buffer<ArrayBuffer>> | null = null;

  constructor(source: AssetSource, folder: string) {
    this.source = source;
    this.#folder = folder;
  }

  /** Where a page finds it: an absolute path under the public address. */
  async path(): Promise<string> {
    return `${this.#folder}/${(await this.loaded()).file}`;
  }

  loaded(): Promise<Loaded> {
    this.#loading ??= load(this.source);
    return this.#loading;
  }

  /** Compressed once. */
  gzipped(): Promise<Buffer<ArrayBuffer>> {
    this.#packing ??= this.loaded().then(async ({ bytes }) => Buffer.from(await pack(bytes)));
    return this.#packing;
  }
}

async function load({ name, load }: AssetSource): Promise<Loaded> {
  const bytes = Buffer.from(await load());
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  return { file: name.replace(/(?=\.\w+$)/, `.${hash}`), bytes };
}

/**
 * The files that our pages load: scripts, styles and images, all from our own origin. Each has an address with the hash
 * of its content, so browsers keep it for ever and no release mixes with another.
 */
export class Assets {
  readonly #folder: string;
  readonly #byName = new Map<string, Asset>();

  /** @param base path of the public address, without a slash at its end */
  constructor(base: string) {
    this.#folder = `${base}/_assets`;
  }

  add(source: AssetSource): Asset {
    const asset = new Asset(source, this.#folder);
    this.#byName.set(source.name, asset);
    return asset;
  }

  /** Registers the route of all of them, also of those that are added afterwards. */
  serve(app: HttpApp): void {
    app.get('/_assets/:file', async (c) => {
      const file = c.req.param('file');
      const asset = this.#byName.get(file.replace(/\.[\w-]{16}(?=\.\w+$)/, ''));
      if (!asset || (await asset.loaded()).file !== file) throw new RequestRefused('not_found');
      c.header('Cache-Control', 'public, max-age=31536000, immutable');
      c.header('Vary', 'Accept-Encoding');
      c.header('Content-Type', asset.source.contentType);
      if (asset.source.policy !== undefined) c.header('Content-Security-Policy', asset.source.policy);
      const packed = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') && isText(asset.source.contentType);
      if (packed) c.header('Content-Encoding', 'gzip');
      return c.body(packed ? await asset.gzipped() : (await asset.loaded()).bytes);
    });
  }
}

/** Images are compressed already, but for those that are text. */
function isText(contentType: string): boolean {
  return /^text\/|\+xml|json/.test(contentType);
}
