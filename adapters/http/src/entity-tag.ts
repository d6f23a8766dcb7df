import { RequestRefused } from './problems/request-refused.ts';

/** RFC 9110 §8.8.3, strong: a version is a representation. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** What `If-Match` asks for: any version (also when absent), or one of these; a list that none can match is empty. */
export type ExpectedVersions = 'any' | readonly number[];

const list = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*$/;
const strongVersion = /(?<!W\/)"([1-9]\d{0,14})"/g;

/**
 * Reads `If-Match` (RFC 9110 §13.1.1). Weak tags are compared strongly there, so they match nothing; neither do tags
 * that we never made.
 *
 * @throws RequestRefused when it is neither `*` nor a list of entity tags
 */
export function expectedVersions(ifMatch: string | undefined): ExpectedVersions {
  const text = ifMatch?.trim();
  if (text === undefined || text === '*') return 'any';
  if (!list.test(text)) throw new RequestRefused('malformed_if_match');
  return [...text.matchAll(strongVersion)].map(([, digits]) => Number(digits));
}
