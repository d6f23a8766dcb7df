import type { HttpApp } from '../frame/environment.ts';
import { oauthProblemSchema, problemSchema } from '../problems/problem-document.ts';

export interface DocumentSettings {
  readonly publicUrl: string;
  readonly version: string;
}

const description = `Accounts, sign-in and roles.

**Start at \`GET /\`** and follow links: every answer in HAL says what this caller may do next (\`_links\`), and what it
takes (\`_templates\`, HAL-FORMS). A link that is not offered is refused. Links are useful and never required.

**Errors** are problem documents (RFC 9457). Branch on \`code\`; \`errors\` points at the fields.

**Changes** may carry \`If-Match\` with the ETag that was read; a stale one gets 412. Without it the change is made.

**Lists** are paged by cursors: follow \`next\`, in the body or in the header \`Link\`.`;

const tags = [
  { name: 'Entry point', description: 'Where a client starts.' },
  { name: 'Accounts', description: 'Registration and the links in its mails.' },
  { name: 'Sessions', description: 'Log in, stay in, log out.' },
  { name: 'Users', description: 'Accounts as resources.' },
  { name: 'Roles', description: 'What roles allow, and who holds them.' },
  { name: 'Clients', description: 'Sibling services that act in their own name.' },
  { name: 'Keys', description: 'What verifies access tokens.' },
  { name: 'Documentation', description: 'These documents, and pages behind the names in them.' },
  { name: 'Operations', description: 'For whoever runs the service.' },
];

/** The API document (OpenAPI 3.1) of every registered operation, as JSON text: it is made once. */
export function openApiDocument(app: HttpApp, { publicUrl, version }: DocumentSettings): string {
  app.openAPIRegistry.register('Problem', problemSchema);
  app.openAPIRegistry.register('OAuthProblem', oauthProblemSchema);
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a log-in or refresh, or of a service client.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'client', {
    type: 'http',
    scheme: 'basic',
    description: 'Id and secret of a service client, form-encoded (RFC 6749 §2.3.1).',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Users', version, description, license: { name: 'MIT', url: 'https://opensource.org/license/mit' } },
    servers: [{ url: publicUrl }],
    tags,
  });
  for (const item of Object.values(document.paths ?? {})) {
    const body = item.post?.requestBody;
    // A body that comes as JSON or as a form is read by its type; it is needed all the same.
    if (body && 'content' in body) body.required ??= true;
  }
  return JSON.stringify(document);
}
