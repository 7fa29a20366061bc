import { readComment } from "#features/comments/posting/text.ts";
import { refusedName, skeleton } from "#features/members/registration/names.ts";
import { fingerprintOf } from "#features/moderation/pipeline/fingerprint.ts";
import { hostsOf } from "#features/moderation/pipeline/hosts.ts";
import { wordsOf } from "#features/moderation/pipeline/spam/score.ts";
import { readPageTitle } from "#features/newsroom/addresses/page-title.ts";
import { readability } from "#features/newsroom/checklist/readability.ts";
import { readBody } from "#features/newsroom/document/body.ts";
import { readClipboard } from "#features/newsroom/document/clipboard.ts";
import { looksLikeMarkdown } from "#features/newsroom/document/detect-markdown.ts";
import { pastedAddress } from "#features/newsroom/document/pasted-address.ts";
import { readPastedMarkdown } from "#features/newsroom/document/pasted-markdown.ts";
import { layOutText } from "#features/texts/presets/read-text.ts";
import { convertComment } from "#features/wordpress/body/comment.ts";
import { convertBody } from "#features/wordpress/body/convert.ts";
import { plainLine } from "#features/wordpress/body/plain.ts";
import { emailAddress } from "#lib/email-address.ts";
import { cleanText } from "#lib/html/characters.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { readLinkLines } from "#lib/link-lines.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { compactOf } from "#lib/prose/compact.ts";
import { readSlug, toSlug } from "#lib/slug.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { makeFinder } from "#lib/words/find-words.ts";

const finder = makeFinder("viagra\ncasino en ligne\naaaaaaaaab\nvv\n1xbet");
const imported = {
  pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => false },
  findArticle: () => undefined,
  galleryOf: () => [],
  footnotes: [],
  notes: { add: () => {} } as never,
};

/** All code that reads text from strangers or an import, by name. */
export const untrustedReaders: Record<string, (text: string) => unknown> = {
  "a comment": readComment,
  "a page in Markdown": (text) => layOutText(readMarkdown(text).body),
  "an article's HTML": readBody,
  "pasted Markdown": (text) => [looksLikeMarkdown(text), readPastedMarkdown(text)],
  "a pasted address": (text) => pastedAddress(text, text),
  "a paste from Word": (text) => readClipboard(parseHtml(text)),
  "another site's page": readPageTitle,
  "an imported comment": convertComment,
  "an imported article": (text) => convertBody(text, text.slice(0, 500), imported),
  "an imported title": plainLine,
  "HTML as text, and as the page's script gets it": (text) => [toText(parseHtml(text)), compactOf(parseHtml(text))],
  "clean characters": cleanText,
  "word lists": (text) => finder.find(text),
  fingerprints: fingerprintOf,
  "the spam score's words": (text) => wordsOf(text, []),
  "hosts of links": (text) => hostsOf(text.split(" ")),
  names: (text) => [refusedName(text, ["Ada"]), skeleton(text)],
  "email addresses": (text) => emailAddress.safeParse(text),
  slugs: (text) => [toSlug(text), readSlug(text)],
  readability,
  typography: (text) => [typeset(text), insideQuotes(text)],
  "lines of links": readLinkLines,
};
