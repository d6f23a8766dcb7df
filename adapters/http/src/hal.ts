import { z } from '@hono/zod-openapi';

/** Media type of every answer that is not a problem, a page or a document of another standard. */
export const halJson = 'application/hal+json';
/** For `c.json`, which would say application/json. */
export const asHal = { 'Content-Type': halJson };

const link = z
  .object({
    href: z.string().openapi({ description: 'Absolute; a URI template (RFC 6570) where `templated` says so.' }),
    title: z.string().optional(),
    templated: z.boolean().optional(),
    name: z.string().optional(),
    type: z.string().optional().openapi({ description: 'Media type of what is there; absent: HAL.' }),
  })
  .openapi('Link');

export const links = z.record(z.string(), z.union([link, z.array(link)])).openapi('Links', {
  description: 'What this caller may do next, by relation: those of IANA, and ours with the prefix `users:`.',
});

const formOptions = z
  .object({
    inline: z
      .array(z.union([z.string(), z.object({ prompt: z.string(), value: z.string() })]))
      .optional()
      .openapi({ description: 'The choices.' }),
    link: z
      .object({ href: z.string(), type: z.string() })
      .optional()
      .openapi({ description: 'A collection whose embedded items are the choices.' }),
    promptField: z.string().optional(),
    valueField: z.string().optional(),
    selectedValues: z.array(z.string()).optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
  })
  .openapi('FormOptions', {
    description:
      'One value where `maxItems` is 1, else a list: of these, so many, beginning with those selected. Without choices, of any text.',
  });

const formProperty = z
  .object({
    name: z.string(),
    prompt: z.string(),
    type: z.string(),
    required: z.boolean().optional(),
    readOnly: z.boolean().optional().openapi({ description: 'It has to be `value`.' }),
    value: z.string().optional().openapi({ description: 'What it is now.' }),
    placeholder: z.string().optional(),
    regex: z.string().optional(),
    min: z.int().optional(),
    max: z.int().optional(),
    minLength: z.int().optional(),
    maxLength: z.int().optional(),
    mediaType: z
      .literal('application/json')
      .optional()
      .openapi({ description: 'The value is no text but a JSON value. Not of HAL-FORMS; clients may ignore it.' }),
    options: formOptions.optional(),
  })
  .openapi('FormProperty');

const template = z
  .object({
    title: z.string(),
    method: z.string(),
    target: z.string(),
    contentType: z.string(),
    properties: z.array(formProperty),
  })
  .openapi('Template');

export const templates = z.record(z.string(), template).openapi('Templates', {
  description: 'HAL-FORMS: how to use the link of the same name when it takes a body.',
});

/** How links look, for the examples of the API document. */
export function exampleLinks(paths: Readonly<Record<string, string>>): Record<string, { href: string }> {
  const found = Object.entries(paths).map(([rel, path]) => [rel, { href: `https://users.example.com${path}` }]);
  return Object.fromEntries(found);
}

/** A header of a response, in the API document. */
type ResponseHeader = {
  description: string;
  required?: boolean;
  schema: { type: 'string' | 'integer'; example?: string | number };
};

/** Where something new is. */
export const locationHeader = {
  Location: { description: 'Address of what was made.', required: true, schema: { type: 'string' } },
} as const;

/** A response in HAL. */
export function halResponse<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
  headers: Record<string, ResponseHeader> = {},
) {
  return { description, headers, content: { [halJson]: { schema } } } as const;
}
