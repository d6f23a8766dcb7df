import { englishLinks } from './en-links.ts';
import { englishNotices } from './en-notices.ts';
import { language } from './en-phrases.ts';
import type { Texts } from './texts.ts';

export const english: Texts = { language, ...englishLinks, ...englishNotices };
