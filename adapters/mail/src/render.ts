import type { Block, Letter } from './letter.ts';

/** The letter as plain text; links stand on lines of their own. */
export function renderText({ greeting, blocks }: Letter): string {
  return `${[greeting, ...blocks.map(renderTextBlock)].join('\n\n')}\n`;
}

export function renderTextBlock(block: Block): string {
  return block.kind === 'button' ? `${block.label}:\n${block.link}` : block.text;
}

/** Colours of buttons: the brand's, and one that can be read on it. */
export interface MailColors {
  readonly color: string;
  readonly ink: string;
}

const plainColors: MailColors = { color: '#1d4ed8', ink: '#ffffff' };

/** The letter as HTML: no images, nothing from elsewhere, legible with every style taken away. */
export function renderHtml({ language, subject, greeting, blocks }: Letter, colors: MailColors = plainColors): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:36em;margin:0 auto">
<p>${escapeHtml(greeting)}</p>
${blocks.map((block) => renderHtmlBlock(block, colors)).join('\n')}
</div>
</body>
</html>
`;
}

export function renderHtmlBlock(block: Block, { color, ink }: MailColors): string {
  if (block.kind === 'paragraph') return `<p>${escapeHtml(block.text)}</p>`;
  const link = escapeHtml(block.link);
  const button = `display:inline-block;padding:12px 20px;border-radius:6px;background:${color};color:${ink};font-weight:600;text-decoration:none`;
  return `<p><a href="${link}" style="${button}">${escapeHtml(block.label)}</a></p>
<p style="font-size:13px">${escapeHtml(block.hint)}<br><a href="${link}" style="word-break:break-all">${link}</a></p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe between tags and in quoted attributes. Everything that is put into the page goes through it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
