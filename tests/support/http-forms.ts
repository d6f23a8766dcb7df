import type { HttpFixture } from './http-fixture.ts';
import { emailChangeLink, invitation, resetLink, reversalLink } from './http-links.ts';
import { freshEmail, freshLink, type People, type SignedIn } from './http-people.ts';

/** A field of a HAL-FORMS template. */
export interface Property {
  readonly name: string;
  readonly value?: string;
  readonly options?: { readonly selectedValues?: readonly string[] };
}

/** A template, and the operation that its target and method lead to. */
export interface Form {
  readonly operation: string | undefined;
  readonly properties: readonly Property[];
}

/** Every field of the template, required or not. */
export async function fill(on: HttpFixture, who: People, form: Form, me: SignedIn | null): Promise<object> {
  const json: Record<string, unknown> = {};
  for (const { name, options, value } of form.properties) {
    json[name] = options?.selectedValues ?? value ?? (await valueFor(name, on, who, form, me));
  }
  return json;
}

async function valueFor(name: string, on: HttpFixture, who: People, form: Form, me: SignedIn | null): Promise<unknown> {
  switch (name) {
    case 'email':
      return form.operation === 'logIn' ? who.ada.email : freshEmail();
    case 'full_name':
    case 'description':
    case 'reason':
      return 'Something';
    case 'locale':
      return 'es';
    case 'metadata':
      return { plan: 'team' };
    case 'password':
    case 'current_password':
      return (me ?? who.ada).password;
    case 'new_password':
      return 'another long password';
    case 'refresh_token':
      return (me ?? who.ada).refreshToken;
    case 'roles':
      return ['user'];
    case 'permissions':
      return ['users:read'];
    case 'name':
      return 'a-new-role';
    case 'client_id':
      return who.client.id;
    case 'client_secret':
      return who.client.secret;
    case 'scope':
      return 'users:read';
    case 'grace_seconds':
      return 60;
    case 'ids':
      return [who.grace.id];
    case 'token':
      return tokenFor(on, who, form);
    default:
      throw new Error(`nobody knows what ${name} is in the template of ${form.operation}`);
  }
}

async function tokenFor(on: HttpFixture, who: People, form: Form): Promise<string> {
  switch (form.operation) {
    case 'verifyEmail':
      return freshLink(on, { ...who.ada, email: freshEmail() });
    case 'resetPassword':
      return resetLink(on, who.grace.email);
    case 'acceptInvitation':
      return (await invitation(on, who.admin)).token;
    case 'confirmEmailChange':
      return emailChangeLink(on, who.grace);
    case 'revertEmailChange':
      return reversalLink(on, who.grace);
    default:
      return who.ada.accessToken;
  }
}
