import { SKIP, visit } from "unist-util-visit";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { cleanLines } from "#lib/html/clean-text.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { parseMarkdown } from "#lib/markdown/parse.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/** Longest comment, in characters: two printed pages; whoever needs more writes an article. */
export const maxCommentLength = 10_000;
/** A comment with more links than this is refused; far fewer already wait for a moderator (`moderation.links`). */
const maxCommentLinks = 30;

export interface ParsedComment {
  source: string;
  html: string;
  /** As it is read, without the marks of Markdown. */
  text: string;
  /** Where its links lead. */
  links: string[];
  /** Handles named as @handle, lower case, each once, in order. */
  mentions: string[];
}

/**
 * Reads a comment as typed (emphasis, links, quotations, lists and code of Markdown): null bytes, lone surrogates, direction overrides and
 * other controls taken out, HTML shown as it was typed.
 * Refused with `comment.empty` (also for combining marks alone), `comment.tooLong`, `comment.tooManyLinks` or `comment.tooComplex` (more
 * lists, quotations and marks inside one another than anybody writes), each on the field `body`.
 */
export function parseComment(typed: string): Result<ParsedComment> {
  // Counted before anything else works on it: a megabyte must not be parsed first.
  if (typed.length > maxCommentLength * 2 || [...typed].length > maxCommentLength) {
    return refused("form.invalid", { body: "comment.tooLong" }, { longest: maxCommentLength });
  }
  const source = cleanLines(typed);
  const parsed = parseMarkdown(source, "shown");
  if (!parsed) return refused("form.invalid", { body: "comment.tooComplex" });
  const tree = sanitizeComment(parsed);
  const text = toText(tree);
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) return refused("form.invalid", { body: "comment.empty" });
  const links: string[] = [];
  const mentions = new Set<string>();
  visit(tree, (node) => {
    if (node.type === "element" && node.tagName === "a") links.push(String(node.properties.href ?? ""));
    if (node.type === "element" && (node.tagName === "code" || node.tagName === "pre")) return SKIP;
    if (node.type !== "text") return;
    for (const match of node.value.matchAll(/(?<![\p{L}\p{N}@./-])@([a-z0-9]+(?:-[a-z0-9]+)*)/giu)) {
      if (match[1]) mentions.add(match[1].toLowerCase());
    }
  });
  if (links.length > maxCommentLinks)
    return refused("form.invalid", { body: "comment.tooManyLinks" }, { most: maxCommentLinks });
  return ok({ source, html: toHtml(tree), text, links, mentions: [...mentions] });
}

/**
 * The same in a thread of its own, for whoever serves: `client` is who sent the text, "" the site. Refused as `parseComment` is, or with
 * `parsing.busy` or `parsing.costly` on the field `body`.
 */
export async function parseCommentInWorker(typed: string, client: string): Promise<Result<ParsedComment>> {
  // A thread need not be told of what is refused by its length alone.
  if (typed.length > maxCommentLength * 2) return parseComment(typed);
  const read = await parseInWorker({ queue: "comments", name: "readComment", read: parseComment }, typed, {
    client,
    field: "body",
  });
  return read.ok ? read.value : read;
}
