interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  example?: unknown;
}

interface MediaType {
  readonly schema?: Schema;
  example?: unknown;
  readonly examples?: unknown;
}

interface Body {
  readonly content?: Readonly<Record<string, MediaType>>;
}

/** The part of an OpenAPI document that is looked at here. */
export interface Examples {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: Body }>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Gives each request body that has no example one that is put together from those of its fields. */
export function addBodyExamples({ paths = {}, components }: Examples): void {
  const schemas = components?.schemas ?? {};
  const resolve = (schema: Schema): Schema => schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;

  const exampleOf = (given: Schema): unknown => {
    const schema = resolve(given);
    if (schema.example !== undefined) return schema.example;
    if (schema.items) {
      const item = exampleOf(schema.items);
      return item === undefined ? undefined : [item];
    }
    if (!schema.properties) return undefined;
    const entries = Object.entries(schema.properties).map(([name, field]) => [name, exampleOf(field)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  };

  for (const { requestBody } of Object.values(paths).flatMap((item) => Object.values(item))) {
    for (const mediaType of Object.values(requestBody?.content ?? {})) {
      if (!mediaType.schema || mediaType.example !== undefined || mediaType.examples !== undefined) continue;
      const example = exampleOf(mediaType.schema);
      if (example !== undefined) mediaType.example = example;
    }
  }
}
