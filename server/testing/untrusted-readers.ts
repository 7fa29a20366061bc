import { parseComment } from "#features/comments/posting/text.ts";
import { findNameError, skeleton } from "#features/members/registration/names.ts";
import { fingerprintText } from "#features/moderation/pipeline/fingerprint.ts";
import { linkHosts } from "#features/moderation/pipeline/hosts.ts";
import { extractWords } from "#features/moderation/pipeline/spam/score.ts";
import { readPageTitle } from "#features/newsroom/addresses/page-title.ts";
import { readabilityScore } from "#features/newsroom/checklist/readability.ts";
import { sanitizeBody } from "#features/newsroom/document/body.ts";
import { readClipboard } from "#features/newsroom/document/clipboard.ts";
import { looksLikeMarkdown } from "#features/newsroom/document/detect-markdown.ts";
import { readPastedAddress } from "#features/newsroom/document/pasted-address.ts";
import { readPastedMarkdown } from "#features/newsroom/document/pasted-markdown.ts";
import { formatPageBody } from "#features/texts/presets/read-text.ts";
import { convertComment } from "#features/wordpress/body/comment.ts";
import { convertBody } from "#features/wordpress/body/convert.ts";
import { toPlainLine } from "#features/wordpress/body/plain.ts";
import { emailAddress } from "#lib/email-address.ts";
import { cleanText } from "#lib/html/characters.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { parseLinkList } from "#lib/link-lines.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { toCompactTree } from "#lib/prose/compact.ts";
import { slugFromTyped, toSlug } from "#lib/slug.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { createWordFinder } from "#lib/words/find-words.ts";

const finder = createWordFinder("viagra\ncasino en ligne\naaaaaaaaab\nvv\n1xbet");
const imported = {
  pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => false },
  findArticle: () => undefined,
  galleryOf: () => [],
  footnotes: [],
  notes: { add: () => {} } as never,
};

/** All code that reads text from strangers or an import, by name. */
export const untrustedInputParsers: Record<string, (text: string) => unknown> = {
  "a comment": parseComment,
  "a page in Markdown": (text) => formatPageBody(readMarkdown(text).body),
  "an article's HTML": sanitizeBody,
  "pasted Markdown": (text) => [looksLikeMarkdown(text), readPastedMarkdown(text)],
  "a pasted address": (text) => readPastedAddress(text, text),
  "a paste from Word": (text) => readClipboard(parseHtml(text)),
  "another site's page": readPageTitle,
  "an imported comment": convertComment,
  "an imported article": (text) => convertBody(text, text.slice(0, 500), imported),
  "an imported title": toPlainLine,
  "HTML as text, and as the page's script gets it": (text) => [toText(parseHtml(text)), toCompactTree(parseHtml(text))],
  "clean characters": cleanText,
  "word lists": (text) => finder.find(text),
  fingerprints: fingerprintText,
  "the spam score's words": (text) => extractWords(text, []),
  "hosts of links": (text) => linkHosts(text.split(" ")),
  names: (text) => [findNameError(text, ["Ada"]), skeleton(text)],
  "email addresses": (text) => emailAddress.safeParse(text),
  slugs: (text) => [toSlug(text), slugFromTyped(text)],
  readability: readabilityScore,
  typography: (text) => [typeset(text), insideQuotes(text)],
  "lines of links": parseLinkList,
};
