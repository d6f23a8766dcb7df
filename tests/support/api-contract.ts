import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What the tests need of an OpenAPI 3.1 document. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly tags: readonly string[];
  readonly parameters?: readonly object[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, DocumentedBody>>;
  };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

export interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, DocumentedBody>>;
}

interface DocumentedBody {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
}

type Schema = Readonly<Record<string, unknown>>;

/** An operation with where it is found. */
export interface Place {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** Refusals of paths and methods that no operation has. */
const outside: Readonly<Record<number, string>> = { 404: 'not_found', 405: 'method_not_allowed' };

/**
 * Holds answers against the API document: the operation, its status, headers, media type and body. What is not
 * documented fails, fields included: responses are not validated at run time, so this is where a lie is caught.
 */
export class ApiContract {
  readonly places: readonly Place[];
  /** Components of the document. */
  readonly schemas: ApiDocument['components']['schemas'];
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.places = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    this.schemas = document.components.schemas;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ ...closed(document), $id: 'api' });
  }

  /** @throws Error that says what the document does not allow */
  check(method: string, target: string, answer: Answer): void {
    const [path = '/'] = target.split('?');
    const place = this.find(method === 'HEAD' ? 'GET' : method, path);
    const where = `${method} ${path} → ${answer.status}`;
    if (place) this.#checkOperation(where, method, place, answer);
    else this.#checkOutside(where, method, answer);
  }

  /** The operation that answers this path, one without places before one with. */
  find(method: string, path: string): Place | undefined {
    const fitting = this.places.filter((place) => place.method === method && patternOf(place.path).test(path));
    return fitting.find((place) => !place.path.includes('{')) ?? fitting[0];
  }

  /** A body of the document shows an example, its own or its schema's, that fits the schema. @throws Error */
  checkExample(where: string, { schema, example }: DocumentedBody): void {
    const named = this.schemas[/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1] ?? ''];
    const shown = example ?? named?.example;
    if (shown === undefined) throw new Error(`${where}: no example`);
    const validate = this.#ajv.compile(named ? { $ref: `api#${String(schema.$ref).slice(1)}` } : schema);
    if (!validate(shown)) throw new Error(`${where}: the example is wrong: ${this.#ajv.errorsText(validate.errors)}`);
  }

  #checkOperation(where: string, method: string, place: Place, answer: Answer): void {
    const documented = place.operation.responses[answer.status];
    if (!documented) throw new Error(`${where}: the status is not documented`);
    for (const [name, { required }] of Object.entries(documented.headers ?? {})) {
      if (required && !answer.headers.has(name)) throw new Error(`${where}: no header ${name}`);
    }
    if (method !== 'HEAD') this.#checkBody(where, place, documented, answer);
  }

  #checkBody(where: string, place: Place, documented: DocumentedResponse, answer: Answer): void {
    const type = mediaType(answer);
    if (!documented.content) {
      if (answer.text !== '') throw new Error(`${where}: a body where none is documented`);
      return;
    }
    if (type === undefined || !documented.content[type]) throw new Error(`${where}: ${type} is not documented`);
    const pointer = ['paths', place.path, place.method.toLowerCase(), 'responses', answer.status, 'content', type];
    this.#validate(where, `api#/${pointer.map(escapePart).join('/')}/schema`, answer.json ?? answer.text);
  }

  #checkOutside(where: string, method: string, answer: Answer): void {
    const allows = answer.headers.has('allow') || answer.headers.has('access-control-allow-methods');
    if (method === 'OPTIONS' && answer.status === 204 && allows) return;
    const code = outside[answer.status];
    if (code === undefined || mediaType(answer) !== 'application/problem+json') {
      throw new Error(`${where}: no operation has this method and path`);
    }
    this.#validate(where, 'api#/components/schemas/Problem', answer.json);
  }

  #validate(where: string, reference: string, value: unknown): void {
    const validate = this.#validators.get(reference) ?? this.#ajv.compile({ $ref: reference });
    this.#validators.set(reference, validate);
    if (!validate(value)) throw new Error(`${where}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

function mediaType({ headers }: Answer): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.toLowerCase();
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** JSON pointer (RFC 6901) in a URI fragment. */
function escapePart(part: string | number): string {
  return encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The same document where objects have the properties they name and no others; parts of an `allOf` stay open. */
function closed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => closed(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, key === 'allOf' ? part : closed(part)]);
  const copy = Object.fromEntries(entries);
  const open = copy.type === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return open ? { ...copy, additionalProperties: false } : copy;
}
