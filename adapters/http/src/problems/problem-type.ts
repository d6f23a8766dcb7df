import type { ProblemRow } from './problem-row.ts';

/** RFC 9457 §3; where OAuth has a say, the media type that its clients expect (RFC 6749 §5.2). */
export function problemType(oauth: ProblemRow['oauth']): 'application/problem+json' | 'application/json' {
  return oauth ? 'application/json' : 'application/problem+json';
}
