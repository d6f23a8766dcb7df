/** What a mail says, before it has a form: plain text throughout, so that no template can forget to escape. */
export interface Letter {
  /** BCP 47, for readers that speak. */
  readonly language: string;
  readonly subject: string;
  readonly greeting: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What the mail is about; `hint` stands before the address for those whose reader shows no button. */
  | { readonly kind: 'button'; readonly label: string; readonly link: string; readonly hint: string };

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
