/** A sentence about links that died with whoever asked for them; empty when none did. */
export function endedLinksNote(endedLinks: number): string {
  if (endedLinks === 0) return '';
  const links = endedLinks === 1 ? '1 link' : `${endedLinks} links`;
  return ` With it ${links} to others ended, invitations or changes of address: whoever needs one asks again.`;
}
