import type { MailTemplate } from '@users/application';
import type { AllFacts } from '../templates/facts.ts';

/** What a template can name, by what it stands for. */
const facts = {
  service: 'service',
  name: 'name',
  requested_at: 'requestedAt',
  network: 'network',
  link: 'link',
  expires_at: 'expiresAt',
  login_link: 'loginLink',
  new_email: 'newEmail',
} as const satisfies Record<string, keyof AllFacts>;

export const meanings: Readonly<Record<keyof View, string>> = {
  service: 'what the service is called',
  name: 'whom to greet; may be empty',
  requested_at: 'when it was asked for or done, in UTC',
  network: 'from which network, masked; may be empty',
  link: 'what the reader opens; a template that has it must show it',
  expires_at: 'until when the link works, in UTC',
  login_link: 'page to log in; may be empty',
  new_email: 'the address that the account has now',
  brand_color: 'colour of buttons',
  brand_ink: 'colour of text on it',
};

/** Values by the names that templates use; null and empty ones are nothing to a section. */
export type View = Readonly<Record<keyof typeof facts | 'brand_color' | 'brand_ink', string | null>>;

export function viewOf(known: AllFacts, { color, ink }: { color: string; ink: string }): View {
  const named = Object.entries(facts).map(([name, fact]) => [name, known[fact]]);
  return {
    ...(Object.fromEntries(named) as Omit<View, 'brand_color' | 'brand_ink'>),
    brand_color: color,
    brand_ink: ink,
  };
}

/** Mails that are sent for the sake of their link. */
export const linkTemplates: readonly MailTemplate[] = [
  ...(['verify_email', 'invitation', 'password_reset', 'confirm_email_change', 'email_changed'] as const),
];

const everywhere = ['service', 'name', 'requested_at', 'network', 'brand_color', 'brand_ink'] as const;

/** What this template has. */
export function placeholdersOf(template: MailTemplate): readonly (keyof View)[] {
  if (template === 'email_changed') return [...everywhere, 'link', 'expires_at', 'new_email'];
  if (linkTemplates.includes(template)) return [...everywhere, 'link', 'expires_at'];
  return template === 'suspended' || template === 'email_changed_notice' ? everywhere : [...everywhere, 'login_link'];
}
