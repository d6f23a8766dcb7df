const part = /[^\s<>()[\]\\,;:"@\p{Cc}]+/u.source;
const mailable = new RegExp(`^${part}@${part}$`, 'u');
/** RFC 5321 §4.5.3.1.3, without the brackets. */
const maxLength = 254;

/**
 * Whether the text is one plain address and can be nothing else: no list, no name, no line break that would begin a
 * header. What the rules for accounts are is not asked here.
 */
export function isMailable(address: string): boolean {
  return address.length <= maxLength && mailable.test(address);
}
