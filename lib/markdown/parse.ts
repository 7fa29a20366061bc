import type { Root } from "hast";
import MarkdownParser, { type MarkdownIt, type Token } from "markdown-it";
import { sanitizeArticle } from "../html/allowlist.ts";
import { parseHtml } from "../html/parse.ts";
import { toHtml } from "../html/serialise.ts";
import { inline } from "../html/vocabulary.ts";
import { enableFootnotes, type FootnotesEnvironment, inlineFootnotes, unreferencedFootnotes } from "./footnotes.ts";
import { isWithinBounds, maxDepth, measureStructure } from "./structure.ts";

/** Levels of markdown-it: a list counts twice, with its items. */
const maxLevel = 2 * maxDepth;

/** Characters of an address without a scheme. */
const maxAddress = 2_000;

/**
 * `shown`: tags appear as typed, and line breaks are kept. `dropped`: tags are left out, and lines are joined.
 * `pasted`: tags appear as typed, lines are joined, footnotes are inlined, and an image becomes a link to it.
 * `html`: tags are read as HTML, and lines are joined.
 */
type MarkdownKind = "shown" | "dropped" | "pasted" | "html";

const parsers: Record<MarkdownKind, MarkdownIt> = {
  // A comment has no tables: one would become a paragraph for each cell, so it is shown as typed.
  shown: makeParser({ html: false, breaks: true }).disable("table"),
  dropped: makeParser({ html: true, breaks: false }),
  pasted: makePastedParser(),
  html: makeHtmlParser(),
};

/**
 * Parses Markdown (CommonMark with GitHub's tables, strike-through and plain links) to a tree of HTML, which must still
 * pass the allowlist. markdown-it takes linear time where remark took quadratic (docs/decisions/028). Undefined if the
 * structure exceeds the limits of `structure.ts`, by markers or by indentation.
 */
export function parseMarkdown(markdown: string, kind: MarkdownKind): Root | undefined {
  if (!isWithinBounds(measureStructure(markdown))) return undefined;
  const parser = parsers[kind];
  const environment: FootnotesEnvironment = {};
  let tokens = parser.parse(markdown, environment);
  const unused = unreferencedFootnotes(environment);
  if (unused.length > 0) tokens = parser.parse(`${markdown}\n\n${unused.map((one) => `[^${one}]`).join(" ")}`, {});
  if (tokens.some(isTooDeep)) return undefined;
  const tree = parseHtml(parser.renderer.render(tokens, parser.options, {}));
  return kind === "pasted" ? inlineFootnotes(tree) : tree;
}

/** markdown-it drops what is nested deeper than its limit, so nothing may be that deep. */
function isTooDeep({ type, level }: Token): boolean {
  return (type === "blockquote_open" || type === "list_item_open") && level >= maxLevel - 1;
}

function makeParser(options: { html: boolean; breaks: boolean }): MarkdownIt {
  const parser = new MarkdownParser({ ...options, linkify: true, maxNesting: maxLevel });
  // The allowlist checks addresses, for every text alike; a link with a bad address becomes its text.
  parser.validateLink = () => true;
  parser.normalizeLinkText = (text) => text;
  // As on GitHub: http, https, www. and mail addresses; not every word with a dot in it.
  parser.linkify
    .set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true })
    .add("ftp:", null)
    .add("//", null)
    .add("www.", {
      validate: (text, at, linkify) => {
        const length = linkify.testSchemaAt(`http://www.${text.slice(at, at + maxAddress)}`, "http:", "http:".length);
        return Math.max(0, length - "//www.".length);
      },
      normalize: (match) => {
        match.url = `http://${match.url}`;
      },
    });
  const nothing = () => "";
  Object.assign(parser.renderer.rules, {
    html_block: nothing,
    html_inline: nothing,
    s_open: () => "<del>",
    s_close: () => "</del>",
  });
  return parser;
}

function makeHtmlParser(): MarkdownIt {
  const parser = makeParser({ html: true, breaks: false });
  Object.assign(parser.renderer.rules, {
    // A block is parsed by itself: what it leaves open, or a comment without an end, takes nothing else with it.
    html_block: (tokens: Token[], at: number) => `${toHtml(sanitizeArticle(parseHtml(tokens[at]?.content ?? "")))}\n`,
    html_inline: (tokens: Token[], at: number) => {
      const tag = tokens[at]?.content ?? "";
      return inline.has(/^<\/?([a-z]+)/i.exec(tag)?.[1]?.toLowerCase() ?? "") ? tag : "";
    },
  });
  return parser;
}

function makePastedParser(): MarkdownIt {
  const parser = makeParser({ html: false, breaks: false });
  enableFootnotes(parser);
  // A footnote reference right after a URL is not part of it.
  const { linkify } = makeParser({ html: false, breaks: false });
  for (const scheme of ["http:", "https:"])
    parser.linkify.add(scheme, {
      validate: (text, at) => {
        const [address = ""] = text.slice(at, at + maxAddress).split("[^", 1);
        return linkify.testSchemaAt(`${scheme}${address}`, scheme, scheme.length);
      },
    });
  // Only our own images are shown: another site's becomes a link, or inside a link its text.
  parser.renderer.rules.image = (tokens, at, options, environment, renderer) => {
    const image = tokens[at];
    const src = String(image?.attrGet("src") ?? "");
    const words = parser.utils.escapeHtml(
      renderer.renderInlineAsText(image?.children ?? [], options, environment) || src,
    );
    const opened = tokens.slice(0, at).reduce((open, { type }) => open + (linkSteps[type] ?? 0), 0);
    return opened > 0 ? words : `<a href="${parser.utils.escapeHtml(src)}">${words}</a>`;
  };
  return parser;
}

const linkSteps: Record<string, number> = { link_open: 1, link_close: -1 };
