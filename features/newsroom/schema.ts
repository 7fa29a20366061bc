import { z } from "zod";
import { changeKinds } from "#features/corrections/rules.ts";
import { line, opaque, prose, slugField } from "#lib/form-fields.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { maxTypedSlug, slugFromTyped } from "#lib/slug.ts";
import {
  articleStatuses,
  draftActs,
  isForced,
  maxBodyLength,
  maxCaptionLength,
  maxLeadLength,
  maxSeoDescriptionLength,
  maxSeoTitleLength,
  maxSourceNameLength,
  maxSourceTitleLength,
  maxTagLength,
  maxTags,
  maxTitleLength,
  maxWithdrawalNoteLength,
  stripForce,
} from "./rules.ts";

/** For the placeholders of the messages. */
export const maxLengths = {
  longestTitle: maxTitleLength,
  longestLead: maxLeadLength,
  mostTags: maxTags,
  longestTag: maxTagLength,
  longestNote: maxWithdrawalNoteLength,
  longestCaption: maxCaptionLength,
  longestSourceName: maxSourceNameLength,
  longestSourceTitle: maxSourceTitleLength,
  longestSeoTitle: maxSeoTitleLength,
  longestSeoDescription: maxSeoDescriptionLength,
  longestSlug: maxTypedSlug,
};

const optionalLine = (most: number, said: string) => line(most, said).default("");

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const numbers = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) =>
    (value === undefined ? [] : [value].flat()).filter((one) => /^\d{1,15}$/.test(one)).map(Number),
  );

const webAddress = (said: string) =>
  line(2_000, said)
    .refine((text) => text === "" || isWebAddress(text), said)
    .default("");

function isWebAddress(text: string): boolean {
  return text.length <= 2_000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Names between commas or on lines, each once, case aside. */
function splitNames(text: string): string[] {
  const names = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const name = cleanLine(part);
    if (name !== "" && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

/** As lines: a paste may bring commas, semicolons or line breaks between names. */
const names = prose(maxTags * (maxTagLength + 2), "newsroom.tagsTooMany")
  .default("")
  .transform(splitNames);

const pageKey = z.string().regex(/^[\w-]{8,64}$/);

/** While somebody types, a field that is not finished (half an address) is left out, and the text is kept. */
function dropUnfinishedFields(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || !("act" in raw) || raw.act !== "auto") return raw;
  const form: Record<string, unknown> = { ...raw };
  const text = (name: string) => (typeof form[name] === "string" ? form[name].trim() : "");
  if (text("slug").length > maxTypedSlug || slugFromTyped(text("slug")) === "") form.slug = "";
  for (const name of ["sourceUrl", "canonicalUrl"]) if (!isWebAddress(text(name))) form[name] = "";
  if (text("sourceName") === "" || text("sourceUrl") === "") {
    for (const name of ["sourceName", "sourceUrl", "syndicated"]) delete form[name];
  }
  if (!/^\d{1,4}$/.test(text("closeAfterDays"))) form.closeAfterDays = "";
  const most = {
    title: maxTitleLength,
    lead: maxLeadLength,
    leadCaption: maxCaptionLength,
    seoTitle: maxSeoTitleLength,
    seoDescription: maxSeoDescriptionLength,
  };
  for (const [name, longest] of Object.entries(most)) form[name] = [...text(name)].slice(0, longest).join("");
  form.tags = splitNames(text("tags"))
    .filter((name) => [...name].length <= maxTagLength)
    .slice(0, maxTags)
    .join(",");
  return form;
}

/**
 * The form has a field for each byline (`author1`, `author2` …), so that what was chosen comes back after a refusal. A contributor's has none:
 * then `authors` is undefined, which is not an empty list.
 */
function collectAuthors(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const fields = Object.entries(raw).flatMap(([name, value]) => {
    const place = /^author(\d{1,2})$/.exec(name)?.[1];
    return place !== undefined && typeof value === "string" ? [{ place: Number(place), value }] : [];
  });
  const chosen = fields.filter(({ value }) => value !== "").sort((a, b) => a.place - b.place);
  return { ...raw, authors: fields.length === 0 ? undefined : chosen.map(({ value }) => value) };
}

/** The editor's form, the same with and without scripts. `authors` are the bylines' ids, in their order. */
const articleFormFields = z
  .object({
    id: number.optional(),
    version: z
      .string()
      .regex(/^\d{1,9}$/, "form.stale")
      .transform(Number)
      .default(0),
    /** Which drawing of the page this is. */
    key: pageKey.optional(),
    /** Under which the page says that it is open. */
    lease: pageKey.optional(),
    /** The member for whom the page was drawn. */
    me: number.optional(),
    /** The text takes the place of one that was saved since it was written: that one is kept. */
    replaces: z.literal("1").optional(),
    act: z.enum([...draftActs, "auto", "find"]).default("save"),
    /** Where the page that sends this saw the article stand. */
    seen: z.enum(articleStatuses).optional().catch(undefined),
    /** By the site's clock, as a field for date and time gives it. */
    publishAt: opaque(40, "form.wrong").default(""),
    /** What readers are told of a withdrawal. */
    withdrawNote: prose(20_000, "form.wrong").default(""),
    /** The kind of an update of a published article, and the note for readers. Undefined: none was chosen. */
    change: z.enum(changeKinds).optional(),
    changeNote: prose(20_000, "form.wrong").default(""),
    title: optionalLine(maxTitleLength, "newsroom.titleTooLong"),
    lead: optionalLine(maxLeadLength, "newsroom.leadTooLong"),
    slug: slugField(),
    body: z.string().max(maxBodyLength, "newsroom.bodyTooLong").default(""),
    category: z
      .string()
      .regex(/^\d{0,15}$/)
      .default(""),
    also: numbers,
    tags: names
      .refine((list) => list.length <= maxTags, "newsroom.tagsTooMany")
      .refine((list) => list.every((name) => [...name].length <= maxTagLength), "newsroom.tagTooLong"),
    /** Undefined: the form has no field for them. */
    authors: z
      .array(z.string())
      .optional()
      .transform((ids) => ids && [...new Set(ids.filter((one) => /^\d{1,15}$/.test(one)).map(Number))]),
    /** Words by which a page without scripts looks for bylines and pictures to choose from. */
    authorWords: optionalLine(200, "form.wrong"),
    pictureWords: optionalLine(200, "form.wrong"),
    leadMediaId: z
      .string()
      .regex(/^([a-f0-9]{24})?$/, "newsroom.pictureUnknown")
      .default(""),
    leadCaption: optionalLine(maxCaptionLength, "newsroom.captionTooLong"),
    sourceName: optionalLine(maxSourceNameLength, "newsroom.sourceNameTooLong"),
    sourceTitle: optionalLine(maxSourceTitleLength, "newsroom.sourceTitleTooLong"),
    sourceUrl: webAddress("newsroom.addressWrong"),
    syndicated: z.literal("1").optional(),
    canonicalUrl: webAddress("newsroom.addressWrong"),
    seoTitle: optionalLine(maxSeoTitleLength, "newsroom.seoTitleTooLong"),
    seoDescription: optionalLine(maxSeoDescriptionLength, "newsroom.seoDescriptionTooLong"),
    commentPolicy: z.enum(["open", "premoderated", "closed"]).default("open"),
    closeAfterDays: z
      .string()
      .trim()
      .regex(/^\d{0,5}$/, "newsroom.daysWrong")
      .default(""),
  })
  .superRefine((form, context) => {
    const said = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (form.sourceName !== "" && form.sourceUrl === "") said("sourceUrl", "newsroom.sourceUrlMissing");
    if (form.sourceName === "" && form.sourceUrl !== "") said("sourceName", "newsroom.sourceNameMissing");
    if (form.sourceName === "" && form.syndicated) said("sourceName", "newsroom.sourceNameMissing");
    if (Number(form.closeAfterDays) > 36_500) said("closeAfterDays", "newsroom.daysWrong");
  })
  .transform(({ act, ...form }) => ({ ...form, act: stripForce(act), anyway: isForced(act) }));

export const articleForm = z.preprocess((raw) => dropUnfinishedFields(collectAuthors(raw)), articleFormFields);
export type ArticleForm = z.output<typeof articleForm>;

/** What a form says of the article, but for its bylines (they may be gone) and its body (not yet sanitised). */
export function toDraftContent(form: ArticleForm) {
  const ids = form.category === "" ? form.also : [Number(form.category), ...form.also];
  return {
    title: form.title,
    lead: form.lead,
    slug: form.slug,
    categoryIds: [...new Set(ids)],
    tags: form.tags,
    leadMediaId: form.leadMediaId || null,
    leadCaption: form.leadCaption,
    source:
      form.sourceName === ""
        ? null
        : {
            name: form.sourceName,
            title: form.sourceTitle,
            url: form.sourceUrl,
            syndicated: form.syndicated !== undefined,
          },
    canonicalUrl: form.canonicalUrl,
    seoTitle: form.seoTitle,
    seoDescription: form.seoDescription,
    commentPolicy: form.commentPolicy,
    commentsCloseAfterDays: form.closeAfterDays === "" ? null : Number(form.closeAfterDays),
  };
}

/** A page's word that it is still there. */
export const heartbeatForm = z.object({
  id: number,
  key: pageKey,
  me: number.optional(),
  act: z.enum(["hold", "take", "release", "dismiss"]).default("hold"),
  /** With `dismiss`: the revision of the refused text. */
  revision: number.optional(),
});

export const restoreRevisionForm = z.object({
  id: number,
  revision: number,
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

/** An article that is looked at again after a save. */
export const checklistForm = z.object({ id: number });

export const searchForm = z.object({ words: optionalLine(200, "form.wrong") });

/** Bylines by words, or by their ids. */
export const bylineSearchForm = searchForm.extend({ ids: numbers });

/** Each box of the list has a name of its own (`article12`), so that the marks come back after a refusal. */
function collectSelected(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const marked = Object.keys(raw).flatMap((name) => /^article(\d{1,15})$/.exec(name)?.[1] ?? []);
  return marked.length > 0 ? { ...raw, articles: marked } : raw;
}

/** Something done to the articles marked in the list. */
const bulkFormFields = z.object({
  articles: numbers.refine((ids) => ids.length > 0, "newsroom.noneMarked"),
  act: z.enum(["status", "publishAnyway", "category", "tag"]),
  status: z.enum(articleStatuses).exclude(["scheduled"]).optional(),
  category: z
    .string()
    .regex(/^\d{0,15}$/)
    .default(""),
  tag: optionalLine(maxTagLength, "newsroom.tagTooLong"),
  withdrawNote: prose(20_000, "form.wrong").default(""),
});

export const bulkForm = z.preprocess(collectSelected, bulkFormFields);
