/** For answers that are no pages: a browser that is tricked into showing one runs and loads nothing. */
const nothingAllowed = "default-src 'none'; frame-ancestors 'none'";

/**
 * On every answer, made once: a map of eight entries costs a fifth of what a middleware that computes them does.
 * Nothing is cached unless a route says so: a personal answer kept by a shared cache is shown to others
 * (Hono CVE-2026-24472).
 */
export function defaultHeaders(publicUrl: string): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [
    ['Cache-Control', 'no-store'],
    ['Content-Security-Policy', nothingAllowed],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Vary', 'Authorization'],
  ];
  if (publicUrl.startsWith('https:')) headers.push(['Strict-Transport-Security', 'max-age=31536000']);
  return headers;
}
