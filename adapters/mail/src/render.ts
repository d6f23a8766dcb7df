import type { Block, Letter } from './letter.ts';

/** The letter as plain text; links stand on lines of their own. */
export function renderText({ greeting, blocks }: Letter): string {
  const lines = blocks.map((block) => (block.kind === 'button' ? `${block.label}:\n${block.link}` : block.text));
  return `${[greeting, ...lines].join('\n\n')}\n`;
}

/** The letter as HTML: no images, nothing from elsewhere, legible with every style taken away. */
export function renderHtml({ language, subject, greeting, blocks }: Letter): string {
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
${blocks.map(renderBlock).join('\n')}
</div>
</body>
</html>
`;
}

const button =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none';

function renderBlock(block: Block): string {
  if (block.kind === 'paragraph') return `<p>${escapeHtml(block.text)}</p>`;
  const link = escapeHtml(block.link);
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
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
