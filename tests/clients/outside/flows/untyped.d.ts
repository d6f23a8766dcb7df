/** What the flow uses of two packages that bring no types. */
declare module 'traverson' {
  type Callback<Result> = (error: Error | null, result: Result) => void;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  export type Json = any;
  interface Response {
    readonly statusCode: number;
    readonly body: string;
  }
  export interface Builder {
    jsonHal(): Builder;
    follow(...rels: string[]): Builder;
    withRequestOptions(options: object | readonly object[]): Builder;
    withTemplateParameters(parameters: object): Builder;
    getResource(callback: Callback<Json>): void;
    post(body: object, callback: Callback<Response>): void;
    patch(body: object, callback: Callback<Response>): void;
  }
  const traverson: { from(url: string): Builder; registerMediaType(type: string, adapter: unknown): void };
  export default traverson;
}

declare module 'traverson-hal' {
  const adapter: { readonly mediaType: string };
  export default adapter;
}
