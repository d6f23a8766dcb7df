import { englishLinks } from './en-links.ts';
import { englishNotices } from './en-notices.ts';
import { language, time } from './en-phrases.ts';
import type { Texts } from './texts.ts';

export const english: Texts = { language, time, ...englishLinks, ...englishNotices };
