import { diffWordsWithSpace } from "diff";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { toLines } from "./body-lines.ts";

type DiffKind = "same" | "added" | "removed";

export interface FieldDiff {
  name:
    | "title"
    | "lead"
    | "body"
    | "slug"
    | "tags"
    | "leadCaption"
    | "source"
    | "canonicalUrl"
    | "seoTitle"
    | "seoDescription";
  /** Runs of words; undefined if the texts differ too much for a comparison word by word. */
  runs: { change: DiffKind; text: string }[] | undefined;
  before: string;
  after: string;
}

/** Beyond this number of edits nobody reads a comparison, whose cost is quadratic. */
const maxEdits = 4_000;
/** Maximum duration of one comparison, in milliseconds. */
const diffTimeoutMs = 1_500;

/** Compares two contents word by word, and returns the fields that differ. */
export function diffContents(before: DraftContent, after: DraftContent): FieldDiff[] {
  const parts: [FieldDiff["name"], (content: DraftContent) => string][] = [
    ["title", (content) => content.title],
    ["lead", (content) => content.lead],
    ["body", (content) => toLines(parseHtml(content.bodyHtml)).join("\n")],
    ["slug", (content) => content.slug],
    ["tags", (content) => content.tags.join(", ")],
    ["leadCaption", (content) => content.leadCaption],
    ["source", ({ source }) => (source ? `${source.name}, ${source.title}, ${source.url}` : "")],
    ["canonicalUrl", (content) => content.canonicalUrl],
    ["seoTitle", (content) => content.seoTitle],
    ["seoDescription", (content) => content.seoDescription],
  ];
  return parts.flatMap(([name, textOf]) => {
    const [old, now] = [textOf(before), textOf(after)];
    return old === now ? [] : [{ name, before: old, after: now, runs: diffWords(old, now) }];
  });
}

/** Whether words changed in the title, the lead, the body or a caption; formatting and white space do not count. */
export function hasTextChanged(before: DraftContent, after: DraftContent): boolean {
  const words = (text: string) => text.replace(/\s+/g, " ").trim();
  const body = ({ bodyHtml }: DraftContent) => words(toText(parseHtml(bodyHtml)));
  const lines = (["title", "lead", "leadCaption"] as const).some((name) => words(before[name]) !== words(after[name]));
  return lines || (before.bodyHtml !== after.bodyHtml && body(before) !== body(after));
}

function diffWords(before: string, after: string): FieldDiff["runs"] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: maxEdits, timeout: diffTimeoutMs });
  return changes?.map(({ added, removed, value }) => ({
    change: added ? ("added" as const) : removed ? ("removed" as const) : ("same" as const),
    text: value,
  }));
}
