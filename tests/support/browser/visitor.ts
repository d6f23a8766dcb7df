import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Who looks at a page, and with what. */
export interface VisitorOptions {
  /** The only origin that anything may be asked of. */
  readonly origin: string;
  /** Origins that may be asked besides. */
  readonly others?: readonly string[];
  readonly size?: keyof typeof sizes;
  readonly scheme?: 'light' | 'dark';
  /** BCP 47. */
  readonly language?: string;
  readonly javaScript?: boolean;
  /** Device pixels for each pixel of CSS. */
  readonly scale?: number;
}

export const sizes = { phone: { width: 390, height: 780 }, desktop: { width: 1280, height: 800 } } as const;

/** A person at a browser, with a profile of their own. */
export interface Visitor {
  readonly page: Page;
  /**
   * Everything that went wrong on their pages so far: requests of other hosts (which were blocked), violations of the
   * Content-Security-Policy, errors of scripts and on the console.
   */
  trouble(): Promise<readonly string[]>;
  leave(): Promise<void>;
}

/** @param wsEndpoint of a running browser */
export function connect(wsEndpoint: string): Promise<Browser> {
  return chromium.connect(wsEndpoint);
}

export async function visitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const {
    origin,
    others = [],
    size = 'desktop',
    scheme = 'light',
    language = 'en',
    javaScript = true,
    scale = 1,
  } = options;
  const context = await browser.newContext({
    ...{ viewport: sizes[size], colorScheme: scheme, locale: language, javaScriptEnabled: javaScript },
    ...{ deviceScaleFactor: scale, isMobile: size === 'phone', reducedMotion: 'reduce' },
  });
  // Below the limit of a test: what was waited for in vain is named.
  context.setDefaultTimeout(25_000);
  const troubles = await watch(context, origin, others);
  const page = await context.newPage();
  return { page, trouble: async () => [...troubles], leave: () => context.close() };
}

/** Runs in each page before anything of it does. */
const reportViolations = `document.addEventListener('securitypolicyviolation', (event) =>
  reportViolation(\`against the policy: \${event.violatedDirective} \${event.blockedURI}\`));`;

async function watch(context: BrowserContext, origin: string, others: readonly string[]): Promise<readonly string[]> {
  const troubles: string[] = [];
  await context.route(
    (url) => url.origin !== origin && !others.includes(url.origin) && !['data:', 'blob:'].includes(url.protocol),
    async (route) => {
      troubles.push(`asked another host: ${route.request().url()}`);
      await route.abort();
    },
  );
  await context.exposeBinding('reportViolation', (_, violation: string) => troubles.push(violation));
  await context.addInitScript({ content: reportViolations });
  context.on('console', (message) => {
    if (message.type() === 'error' && !isRefusedPage(message.text(), message.location().url, origin)) {
      troubles.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => troubles.push(`script: ${error.error().message}`));
  return troubles;
}

/** The browser also calls a page of ours an error that explains a refusal; what it says, tests look at. */
function isRefusedPage(text: string, url: string, origin: string): boolean {
  return /the server responded with a status of 4\d\d/.test(text) && url.startsWith(`${origin}/auth/`);
}
