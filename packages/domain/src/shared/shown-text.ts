import { DomainError } from './domain-error.ts';

/** Text that somebody types and others read: the most characters (code points) that it has. */
export const maxShownLengths = { fullName: 200, clientName: 100, description: 500, reason: 500 } as const;

// Control characters, line and paragraph separators, and the marks that reverse text (Unicode TR 9): a name that
// contains them shows as another in a list or a mail. Joiners stay: Persian and emoji need them.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether it shows as what it is, in a list, a mail and a terminal. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}

/** Where text comes in it is refused in the words of that place; whatever got past is refused by the aggregate. */
export class UnfitText extends DomainError {
  readonly code = 'unfit_text';
  /** @param pointer to the field that holds it */
  constructor(detail: string, pointer = '/name') {
    super(`A text ${detail}.`, [{ pointer, detail }]);
  }
}

/** @param pointer to the field that holds it. @throws UnfitText */
export function assertShown(text: string, kind: keyof typeof maxShownLengths, pointer: string): void {
  const limit = maxShownLengths[kind];
  if (!isPrintable(text)) throw new UnfitText('must not contain control characters', pointer);
  if ([...text].length > limit) throw new UnfitText(`must have at most ${limit} characters`, pointer);
}
