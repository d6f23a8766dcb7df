/** One choice of an Accept header, with its weight (RFC 9110 §12.4.2). */
interface Choice {
  readonly value: string;
  readonly weight: number;
}

function choices(header: string | undefined): Choice[] {
  return (header ?? '').split(',').map((part) => {
    const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
    return { value, weight: Number.isNaN(weight) ? 0 : weight };
  });
}

function weightOf(header: string | undefined, values: ReadonlySet<string>): number {
  return Math.max(0, ...choices(header).map(({ value, weight }) => (values.has(value) ? weight : 0)));
}

const json = new Set(['application/json', 'application/hal+json', 'application/problem+json']);
const eventStream = new Set(['text/event-stream']);
const html = new Set(['text/html', 'application/xhtml+xml']);

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
