export * from './dev-mailbox.ts';
export * from './sender.ts';
export * from './silent-mailer.ts';
export * from './smtp-mailer.ts';
