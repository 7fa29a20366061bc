import type { Root } from "hast";
import { SKIP, visit } from "unist-util-visit";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { cleanLines } from "#lib/html/clean-text.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { parseMarkdown } from "#lib/markdown/parse.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { readTextSignals, type TextSignals } from "./text-signals.ts";

/** The longest comment, in characters: two printed pages. */
export const maxCommentLength = 10_000;
/** The most links in a comment; far fewer already hold it for a moderator (`moderation.links`). */
const maxCommentLinks = 30;

export interface ParsedComment {
  source: string;
  html: string;
  /** Plain text without Markdown syntax. */
  text: string;
  /** The URLs of its links. */
  links: string[];
  /** The handles mentioned as @handle, lower case, without duplicates, in order. */
  mentions: string[];
}

/** A parsed comment with what its text shows by itself. */
export interface ReadComment extends ParsedComment {
  signals: TextSignals;
}

/**
 * Parses a comment as typed (emphasis, links, quotations, lists and code of Markdown). Removes null bytes, lone surrogates, direction
 * overrides and other control characters; shows HTML literally.
 * Refused with `comment.empty` (also for combining marks alone), `comment.tooLong`, `comment.tooManyLinks` or `comment.tooComplex` (too
 * many nested lists, quotations and marks), each on the field `body`.
 */
export function parseComment(typed: string): Result<ParsedComment> {
  const parsed = parseToTree(typed);
  return parsed.ok ? ok(parsed.value.comment) : parsed;
}

/** Parses a comment as `parseComment` does, and reads its signals: for comments that are screened. */
export function readComment(typed: string): Result<ReadComment> {
  const parsed = parseToTree(typed);
  if (!parsed.ok) return parsed;
  const { comment, tree } = parsed.value;
  return ok({ ...comment, signals: readTextSignals(comment, tree) });
}

function parseToTree(typed: string): Result<{ comment: ParsedComment; tree: Root }> {
  // Measured before anything else: a megabyte must not be parsed first.
  if (typed.length > maxCommentLength * 2 || [...typed].length > maxCommentLength) {
    return refused("form.invalid", { body: "comment.tooLong" }, { max: maxCommentLength });
  }
  const source = cleanLines(typed);
  const parsed = parseMarkdown(source, "shown");
  if (!parsed) return refused("form.invalid", { body: "comment.tooComplex" });
  const tree = sanitizeComment(parsed);
  const text = toText(tree);
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) return refused("form.invalid", { body: "comment.empty" });
  const { links, mentions } = readReferences(tree);
  if (links.length > maxCommentLinks)
    return refused("form.invalid", { body: "comment.tooManyLinks" }, { max: maxCommentLinks });
  return ok({ comment: { source, html: toHtml(tree), text, links, mentions }, tree });
}

/** The URLs of the links in a comment, and the handles that it mentions. */
function readReferences(tree: Root): Pick<ParsedComment, "links" | "mentions"> {
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
  return { links, mentions: [...mentions] };
}

/**
 * Reads a stored comment again, for trying the present settings on it. Its HTML is read, not its source, which is HTML of
 * another site in an imported comment; the plain text stands for the source.
 */
export function readStoredComment(html: string): ReadComment {
  const tree = parseHtml(html);
  const text = toText(tree);
  const comment = { source: text, html, text, ...readReferences(tree) };
  return { ...comment, signals: readTextSignals(comment, tree) };
}

/**
 * Parses a comment and reads its signals in a worker thread, for use while serving requests. Refused as by `parseComment`, or with
 * `parsing.busy` or `parsing.costly` on the field `body`.
 * @param client the sender, for the worker's limits; "" for the site itself
 */
export async function parseCommentInWorker(typed: string, client: string): Promise<Result<ReadComment>> {
  // A text that its length alone refuses needs no worker.
  if (typed.length > maxCommentLength * 2) return readComment(typed);
  const read = await parseInWorker({ queue: "comments", name: "readComment", read: readComment }, typed, {
    client,
    field: "body",
  });
  return read.ok ? read.value : read;
}

/** Reads a stored comment as `readStoredComment` does, in a worker thread. Refused with `parsing.busy` or `parsing.costly`. */
export function readStoredCommentInWorker(html: string): Promise<Result<ReadComment>> {
  const parser = { queue: "comments", name: "readStoredComment", read: readStoredComment } as const;
  return parseInWorker(parser, html, { client: "", field: "body" });
}
