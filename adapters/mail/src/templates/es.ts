import { spanishLinks } from './es-links.ts';
import { spanishNotices } from './es-notices.ts';
import { language, time } from './es-phrases.ts';
import type { Texts } from './texts.ts';

export const spanish: Texts = { language, time, ...spanishLinks, ...spanishNotices };
