import { z } from "zod";
import type { FeedTermMapping } from "#db/schema/syndication.ts";
import { line, opaque, optionalLine, prose, rowId } from "#lib/form-fields.ts";
import {
  foldTerm,
  isAttribution,
  maxAddressLength,
  maxAttributionLength,
  maxBlockedLength,
  maxLicenceLength,
  maxSourceDescriptionLength,
  maxSourceNameLength,
  maxTermLength,
  maxTermMappings,
} from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const feedFieldLimits = {
  maxName: maxSourceNameLength,
  maxText: maxAttributionLength,
  maxBlocked: maxBlockedLength,
  maxTerms: maxTermMappings,
};

const isWebAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const webAddress = (missing: string) =>
  line(maxAddressLength, "feed.addressWrong", missing).refine(isWebAddress, "feed.addressWrong");

/** The columns of the mapping's rows come as lists, or as one text if there is one row. */
const column = z
  .union([
    optionalLine(maxTermLength, "feed.termTooLong").transform((text) => [text]),
    z.array(optionalLine(maxTermLength, "feed.termTooLong")).max(maxTermMappings, "feed.tooManyTerms"),
  ])
  .default([]);

const flag = z
  .literal("1")
  .optional()
  .transform((value) => value !== undefined);

const policyFields = {
  sourceName: line(maxSourceNameLength, "feed.nameTooLong", "feed.nameMissing"),
  sourceUrl: webAddress("feed.siteMissing"),
  description: optionalLine(maxSourceDescriptionLength, "feed.textTooLong"),
  attribution: optionalLine(maxAttributionLength, "feed.textTooLong").refine(isAttribution, "feed.attributionWrong"),
  licence: optionalLine(maxLicenceLength, "feed.textTooLong"),
  publication: z.enum(["draft", "publish"], "form.wrong"),
  body: z.enum(["excerpt", "full"], "form.wrong"),
  indexing: z.enum(["noindex", "canonical"], "form.wrong"),
  editPolicy: z.enum(["review", "apply"], "form.wrong"),
  deletionPolicy: z.enum(["review", "withdraw"], "form.wrong"),
  pictures: flag,
  language: optionalLine(35, "feed.languageWrong").refine(
    (text) => text === "" || /^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/i.test(text),
    "feed.languageWrong",
  ),
  category: z
    .union([z.literal(""), rowId("feed.categoryGone")], "feed.categoryGone")
    .default("")
    .transform((id) => (id === "" ? null : id)),
  /** A byline's name or handle. */
  author: optionalLine(200, "feed.authorUnknown"),
  blockedWords: prose(maxBlockedLength, "feed.blockedTooLong").default(""),
  blockedAuthors: prose(maxBlockedLength, "feed.blockedTooLong").default(""),
  /** Minutes; empty: automatic. */
  interval: optionalLine(6, "feed.intervalWrong")
    .refine((text) => text === "" || (/^\d{1,5}$/.test(text) && Number(text) >= 5 && Number(text) <= 10_080), {
      message: "feed.intervalWrong",
    })
    .transform((text) => (text === "" ? null : Number(text))),
  term: column,
  termCategory: column,
  termTag: column,
};

export const addFeedForm = z.object({
  ...policyFields,
  url: webAddress("feed.addressMissing"),
  title: optionalLine(500, "feed.textTooLong"),
});
export const saveFeedForm = z.object({
  ...policyFields,
  id: rowId("form.stale"),
  version: opaque(15, "form.stale")
    .regex(/^\d{1,9}$/, "form.stale")
    .transform(Number),
});
export const feedActionForm = z.object({
  id: rowId("form.stale"),
  act: z.enum(["fetch", "pause", "resume", "remove", "restore", "confirm"], "form.stale"),
  /** For `confirm`: the address that the editor saw. */
  url: opaque(10_000, "form.stale").default(""),
});

export type FeedPolicyInput = Omit<z.output<typeof addFeedForm>, "url" | "title">;

/** The rows of the mapping that say something: a category of the feed with a category or a tag of ours. Each term once. */
export function readTermMappings({ term, termCategory, termTag }: FeedPolicyInput): FeedTermMapping[] {
  const rows = term.flatMap((name, n): FeedTermMapping[] => {
    const id = termCategory[n] ?? "";
    const categoryId = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
    const tag = termTag[n] || null;
    return name !== "" && (categoryId !== null || tag !== null) ? [{ term: name, categoryId, tag }] : [];
  });
  return [...new Map(rows.map((row) => [foldTerm(row.term), row])).values()];
}
