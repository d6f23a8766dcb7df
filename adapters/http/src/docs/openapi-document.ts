import { formType } from '../form-body.ts';
import type { HttpApp } from '../frame/environment.ts';
import { oauthProblemSchema, problemSchema } from '../problems/problem-document.ts';
import { publicPath } from '../public-path.ts';
import { addBodyExamples, type Examples } from './body-examples.ts';

export interface DocumentSettings {
  readonly publicUrl: string;
  readonly version: string;
}

const description = (base: string) => `Accounts, sign-in and roles. Two views of this document: one
[to try](${base}/docs), one [to read](${base}/redoc).

**To try it**, send *Log in* with the address and password of an account, and paste its \`access_token\` as the bearer
token under *Authentication* of another request: all of them carry it then.

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
  { name: 'Events', description: 'What happened to all users, for services that follow along.' },
  { name: 'Clients', description: 'Sibling services that act in their own name.' },
  { name: 'Keys', description: 'What verifies access tokens.' },
  { name: 'Documentation', description: 'These documents, and pages behind the names in them.' },
  { name: 'Console', description: 'A page for operators, made from links alone.' },
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
    info: {
      ...{ title: 'Users', version, description: description(publicPath(publicUrl)) },
      contact: { name: 'Whoever runs this service', url: publicUrl },
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: publicUrl }],
    tags,
  });
  for (const item of Object.values(document.paths ?? {})) {
    const body = item.post?.requestBody;
    if (!body || !('content' in body)) continue;
    // A body that comes as JSON or as a form is read by its type; it is needed all the same.
    body.required ??= true;
    // Forms are what pages send; a program has JSON. Of a body in two types openapi-python-client makes one that may be
    // left out, and code that does not load.
    if (body.content['application/json']) delete body.content[formType];
  }
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    if ('properties' in schema) Object.values(schema.properties ?? {}).forEach(tellDefault);
  }
  const plain: Examples = JSON.parse(JSON.stringify(document));
  addBodyExamples(plain);
  return JSON.stringify(plain);
}

/**
 * Says in words what a field is when it is left out. Generators (openapi-typescript) take a field with a `default` for
 * one that is always there, and would ask for it in every body.
 */
function tellDefault(field: { description?: string; default?: unknown }): void {
  if (field.default === undefined) return;
  const words = `When left out: ${JSON.stringify(field.default)}.`;
  field.description = field.description === undefined ? words : `${field.description} ${words}`;
  delete field.default;
}
