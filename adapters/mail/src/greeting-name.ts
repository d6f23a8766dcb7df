const maxLength = 60;
/** Line breaks, other controls, and signs that turn the direction of the text after them. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
/** What mail readers turn into a link. */
const linkLike = /[/\\:@]|www\.|[.。．｡]\p{L}{2}/iu;

/**
 * The name to greet by; null when it is better to use none. A name is what someone typed, perhaps not the reader: it
 * must not carry an address or a message into a mail that comes from us.
 */
export function greetingName(fullName: string): string | null {
  const name = fullName.replace(invisible, ' ').replace(/\s+/gu, ' ').trim();
  if (name === '' || [...name].length > maxLength || linkLike.test(name)) return null;
  return name;
}
