import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** An image in the side bar that its makers serve: it would tell them of every reader. */
const outsideImage = '"https://cdn.redoc.ly/redoc/logo-mini.svg"';
/** No image, and no request for one. */
const noImage = '"data:,"';

/** The browser bundle of ReDoc, which asks nothing of other hosts. */
export async function redocBundle(): Promise<string> {
  const path = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');
  const text = await readFile(path, 'utf8');
  const [before, after, ...more] = text.split(outsideImage);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new TypeError('ReDoc no longer loads its image as it did: see what it loads now');
  }
  return before + noImage + after;
}
