import { isPrintable, maxShownLengths } from '@users/domain';
import { UsageError } from './command.ts';

/**
 * What was typed for an option, without blanks around it.
 *
 * @throws UsageError for what would not show as what it is, or is too long
 */
export function shownText(option: string, given: unknown, kind: keyof typeof maxShownLengths): string {
  const text = String(given ?? '').trim();
  const limit = maxShownLengths[kind];
  if ([...text].length > limit) throw new UsageError(`--${option} has at most ${limit} characters.`);
  if (!isPrintable(text)) throw new UsageError(`--${option} must not contain control characters.`);
  return text;
}
