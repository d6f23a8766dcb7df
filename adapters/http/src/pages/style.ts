import { accentOn, type Color } from './palette.ts';

interface Scheme {
  /** Behind everything, and of the card that holds the content. */
  readonly page: Color;
  readonly card: Color;
  readonly line: Color;
  readonly text: Color;
  readonly soft: Color;
  readonly alert: Color;
}

// Text keeps 7:1 on the card, soft text and alerts 4.5:1 (WCAG 2.2 §1.4.6, §1.4.3).
const light: Scheme = {
  ...{ page: '#f3f4f6', card: '#ffffff', line: '#d5d9df' },
  ...{ text: '#1b2027', soft: '#525b67', alert: '#b3261e' },
};
const dark: Scheme = {
  ...{ page: '#0f1216', card: '#181c22', line: '#343b45', text: '#e7eaee' },
  ...{ soft: '#a9b2bd', alert: '#ff9d94' },
};

function variables(scheme: Scheme, brand: Color): string {
  const { accent, onAccent } = accentOn(scheme.card, brand);
  return Object.entries({ ...scheme, accent, on: onAccent })
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

/** Colours and letters, as every page of ours has them: they follow the reader's light or dark setting. */
export function pageTheme(brand: Color): string {
  return [
    `:root{color-scheme:light dark;${variables(light, brand)};font:1rem/1.6 system-ui,sans-serif}`,
    `@media(prefers-color-scheme:dark){:root{${variables(dark, brand)}}.logo{background:#fff;border-radius:.5rem;padding:.375rem}}`,
  ].join('');
}

/** The one style of every page for people without a script. */
export function pageStyle(brand: Color): string {
  return [
    pageTheme(brand),
    '*{box-sizing:border-box}',
    'body{background:var(--page);color:var(--text);margin:0 auto;max-width:31rem;padding:clamp(1.25rem,8vh,5rem) 1.25rem 3rem}',
    'body.wide{max-width:44rem}',
    'header{align-items:center;display:flex;font-weight:600;gap:.625rem;margin-bottom:1.25rem}',
    '.sign{height:2rem;width:2rem}',
    '.logo{height:auto;max-height:3rem;max-width:14rem;width:auto}',
    'main{background:var(--card);border:1px solid var(--line);border-radius:1rem;overflow-wrap:anywhere;padding:clamp(1.5rem,6vw,2.5rem)}',
    'h1{font-size:1.5rem;letter-spacing:-.01em;line-height:1.25;margin:0 0 1rem}',
    'h2{font-size:1rem;margin:1.75rem 0 .25rem}',
    'p{margin:0 0 1rem}',
    'main>:last-child,form>:last-child{margin-bottom:0}',
    'a{color:var(--accent)}',
    'code{font:.9375em ui-monospace,monospace}',
    'label{display:block;font-weight:600;margin:1.5rem 0 .375rem}',
    'input,button{border-radius:.5rem;font:inherit;min-height:2.875rem;padding:.5rem .875rem;width:100%}',
    'input{background:var(--card);border:1px solid var(--soft);color:inherit}',
    'input[aria-invalid]{border:2px solid var(--alert)}',
    'button{background:var(--accent);border:1px solid transparent;color:var(--on);cursor:pointer;font-weight:600;margin-top:1.5rem}',
    'button:hover{filter:brightness(1.08)}',
    ':focus-visible{outline:3px solid var(--accent);outline-offset:2px}',
    '.hint{color:var(--soft);font-size:.9375rem;margin:.375rem 0 0}',
    '.note{border-top:1px solid var(--line);color:var(--soft);font-size:.9375rem;margin:2rem 0 0;padding-top:1.25rem}',
    '.wrong{color:var(--alert);font-weight:600;margin:.375rem 0 0}',
    '.facts{color:var(--soft)}',
  ].join('');
}
