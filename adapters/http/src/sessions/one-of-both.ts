interface Tokens {
  readonly refresh_token?: string | undefined;
  readonly session?: 'cookie' | undefined;
}

interface Issues {
  addIssue(issue: { code: 'custom'; path: string[]; message: string }): void;
}

/** A refresh token in the body and one in the cookie may differ: nobody guesses which was meant. */
export function notBoth({ refresh_token, session }: Tokens, issues: Issues): void {
  if (refresh_token === undefined || session === undefined) return;
  issues.addIssue({ code: 'custom', path: ['refresh_token'], message: 'must be absent when it is in the cookie' });
}

/** One of the two is needed. */
export function oneOfBoth(tokens: Tokens, issues: Issues): void {
  notBoth(tokens, issues);
  if (tokens.refresh_token !== undefined || tokens.session !== undefined) return;
  issues.addIssue({ code: 'custom', path: ['refresh_token'], message: 'is required' });
}
