/**
 * Whoever is ended can no longer answer for what they asked for: invitations and changes of others' addresses. How many
 * links that are on their way are dead for it is told with the answer; in a header where there is no body.
 */
export const endedLinksHeader = {
  'Ended-Links': {
    description:
      'How many links that it had asked for, for others, work no longer: after a suspension not until it is lifted, else for good.',
    required: true,
    schema: { type: 'integer', example: 0 },
  },
} as const;

export function endedLinks({ endedLinks }: { readonly endedLinks: number }): Record<string, string> {
  return { 'Ended-Links': String(endedLinks) };
}
