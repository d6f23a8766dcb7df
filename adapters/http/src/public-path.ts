/** The path of the public address, without a slash at its end: what stands before every path that a page names. */
export function publicPath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}
