import { readClipboard } from "#features/editor/document/clipboard.ts";
import { looksLikeMarkdown } from "#features/editor/document/detect-markdown.ts";
import { readPastedAddress } from "#features/editor/document/pasted-address.ts";
import { readPastedMarkdown } from "#features/editor/document/pasted-markdown.ts";
import { sanitizeBody } from "#features/editor/document/sanitize-body.ts";
import { readPageTitle } from "#features/editor/link-details/page-title.ts";
import { findNameError, skeleton } from "#features/members/reserved-names.ts";
import { readabilityScore } from "#features/newsroom/checklist/readability.ts";
import { formatPageBody } from "#features/pages/built-in/built-in-pages.ts";
import { readComment, readStoredComment } from "#features/screening/comment-text.ts";
import { fingerprintText } from "#features/screening/fingerprint.ts";
import { linkHosts } from "#features/screening/link-hosts.ts";
import { extractWords } from "#features/screening/spam/score.ts";
import { parseLinkList } from "#features/settings/navigation/link-list.ts";
import { convertBody } from "#features/wordpress/body/convert.ts";
import { convertComment } from "#features/wordpress/body/convert-comment.ts";
import { toPlainLine } from "#features/wordpress/body/plain-line.ts";
import { emailAddress } from "#lib/email-address.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { cleanText } from "#lib/html/clean-text.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { writeArticleMarkdown } from "#lib/markdown/write-article.ts";
import { readArticleMarkdown, readMarkdown } from "#lib/markdown.ts";
import { toCompactTree } from "#lib/prose/compact-tree.ts";
import { slugFromTyped, toSlug } from "#lib/slug.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { createListFinder } from "#lib/words/word-finder.ts";

const finder = createListFinder("viagra\ncasino en ligne\naaaaaaaaab\nvv\n1xbet\nababababc", "fr");
const imported = {
  pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => false },
  findArticle: () => undefined,
  galleryOf: () => [],
  footnotes: [],
  notes: { add: () => {} } as never,
};

/** All code that reads text from readers or an import, by name. */
export const untrustedInputParsers: Record<string, (text: string) => unknown> = {
  "a comment": readComment,
  "a stored comment": readStoredComment,
  "a built-in page in Markdown": (text) => formatPageBody(readMarkdown(text).body),
  "a page in Markdown and HTML": (text) => formatPageBody(readArticleMarkdown(text)),
  "a text from WordPress as Markdown": (text) => writeArticleMarkdown(sanitizeArticle(parseHtml(text))),
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
