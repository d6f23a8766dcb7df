/** One choice of an Accept header, with its weight (RFC 9110 §12.4.2). */
interface Choice {
  readonly value: string;
  readonly weight: number;
  /** What the header says is not wanted: a weight of nothing, well written. */
  readonly excluded: boolean;
}

function choices(header: string | undefined): Choice[] {
  return (header ?? '').split(',').map((part) => {
    const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1';
    const weight = Number(quality);
    return { value, weight: Number.isNaN(weight) ? 0 : weight, excluded: /^0(?:\.0{0,3})?$/.test(quality) };
  });
}

function weightOf(header: string | undefined, values: ReadonlySet<string>): number {
  return Math.max(0, ...choices(header).map(({ value, weight }) => (values.has(value) ? weight : 0)));
}

/** RFC 6839 §3.1: whatever ends in +json is JSON. A range, `application/*+json`, names no type. */
const jsonType = /^application\/(?:[^\s/*]+\+)?json$/;
const json = new Set(['application/json', 'application/hal+json', 'application/problem+json']);
const eventStream = new Set(['text/event-stream']);
const html = new Set(['text/html', 'application/xhtml+xml']);

/**
 * JSON types are named and nothing else is: no wildcard, no other type, and not silence. Only who wrote the request for
 * this service sends that: link checkers send JSON, text/plain and a wildcard, as axios does unless told otherwise. What
 * cannot be read counts as something else.
 */
export function namesJsonAlone(accept: string | undefined): boolean {
  const named = choices(accept).filter(({ value, excluded }) => value !== '' && !excluded);
  return named.length > 0 && named.every(({ value, weight }) => jsonType.test(value) && weight > 0);
}

/** HTML is named, in whatever order: the caller has somebody to show a page to. */
export function takesPages(accept: string | undefined): boolean {
  return weightOf(accept, html) > 0;
}

/** A program: JSON is named, and not below HTML. Wildcards name nothing; mail scanners and browsers send those. */
export function namesJson(accept: string | undefined): boolean {
  const weight = weightOf(accept, json);
  return weight > 0 && weight >= weightOf(accept, html);
}

/** A person's browser: HTML is named, above JSON. */
export function namesHtml(accept: string | undefined): boolean {
  return weightOf(accept, html) > weightOf(accept, json);
}

/** A reader that wants to be told of events as they come (server-sent events). */
export function namesEventStream(accept: string | undefined): boolean {
  const weight = weightOf(accept, eventStream);
  return weight > 0 && weight >= weightOf(accept, json);
}

/** The first of our languages that the reader ranks highest; the first of all when none is named. */
export function preferredLanguage<Language extends string>(
  acceptLanguage: string | undefined,
  ours: readonly [Language, ...Language[]],
): Language {
  const ranked = ours.map((language) => {
    const wanted = choices(acceptLanguage).filter(
      ({ value }) => value === language || value.startsWith(`${language}-`),
    );
    return { language, weight: Math.max(0, ...wanted.map(({ weight }) => weight)) };
  });
  return ranked.reduce((best, each) => (each.weight > best.weight ? each : best)).language;
}
