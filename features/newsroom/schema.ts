import { z } from "zod";
import type { DraftStory } from "#db/schema/newsroom.ts";
import { changeKinds, maxCreditLength } from "#features/corrections/rules.ts";
import { maxSlowModeMinutes } from "#features/decision-history/rules.ts";
import { maxPlace, maxStoryTitleLength, storyKinds } from "#features/stories/rules.ts";
import { line, opaque, optionalLine, prose, slugField } from "#lib/form-fields.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { maxTypedSlug, slugFromTyped } from "#lib/slug.ts";
import {
  articleStatuses,
  draftActs,
  isForced,
  maxArticleBodyLength,
  maxArticleTitleLength,
  maxLeadCaptionLength,
  maxLeadLength,
  maxSeoDescriptionLength,
  maxSeoTitleLength,
  maxSourceNameLength,
  maxSourceTitleLength,
  maxTagLength,
  maxTags,
  maxWithdrawalNoteLength,
  stripForce,
} from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const articleFieldLimits = {
  maxTitle: maxArticleTitleLength,
  maxLead: maxLeadLength,
  maxTags: maxTags,
  maxTag: maxTagLength,
  maxNote: maxWithdrawalNoteLength,
  maxCaption: maxLeadCaptionLength,
  maxSourceName: maxSourceNameLength,
  maxSourceTitle: maxSourceTitleLength,
  maxSeoTitle: maxSeoTitleLength,
  maxSeoDescription: maxSeoDescriptionLength,
  maxSlug: maxTypedSlug,
  maxStory: maxStoryTitleLength,
  maxParts: maxPlace,
};

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

const commentPolicy = z.enum(["open", "premoderated", "closed"]);
const slowModeMinutes = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .pipe(z.number().max(maxSlowModeMinutes));

/**
 * What the form showed and what was chosen instead (`formatDiscussionChoice`). An empty or unknown value, as from a page of
 * an earlier version, chooses nothing: a text is never refused for it.
 */
const discussionChoice = <T>(value: z.ZodType<T>) =>
  z
    .string()
    .default("")
    .transform((choice) => z.tuple([value, value]).safeParse(choice.split(">", 3)).data);

const webAddress = (addIssue: string) =>
  line(2_000, addIssue)
    .refine((text) => text === "" || isWebAddress(text), addIssue)
    .default("");

function isWebAddress(text: string): boolean {
  return text.length <= 2_000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Splits names at commas or line ends, without duplicates (case-insensitive). */
function splitNames(text: string): string[] {
  const names = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const name = cleanLine(part);
    if (name !== "" && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

/** Multi-line, because a paste may separate names by commas, semicolons or line breaks. */
const names = prose(maxTags * (maxTagLength + 2), "newsroom.tagsTooMany")
  .default("")
  .transform(splitNames);

const pageKey = z.string().regex(/^[\w-]{8,64}$/);

const isPlace = (text: string) =>
  text === "" || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= maxPlace);

/** An automatic save leaves out unfinished fields (half an address), so that the text is saved. */
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
  if (!isPlace(text("storyPlace"))) form.storyPlace = "";
  const maxLengths = {
    newStory: maxStoryTitleLength,
    title: maxArticleTitleLength,
    lead: maxLeadLength,
    leadCaption: maxLeadCaptionLength,
    seoTitle: maxSeoTitleLength,
    seoDescription: maxSeoDescriptionLength,
  };
  for (const [name, maxLength] of Object.entries(maxLengths)) form[name] = [...text(name)].slice(0, maxLength).join("");
  form.tags = splitNames(text("tags"))
    .filter((name) => [...name].length <= maxTagLength)
    .slice(0, maxTags)
    .join(",");
  return form;
}

/**
 * Collects the fields of the bylines (`author1`, `author2` …), one each, so that the choices survive a refusal. A
 * contributor's form has none: `authors` is then undefined, not an empty list.
 */
function collectAuthors(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const fields = Object.entries(raw).flatMap(([name, value]) => {
    const position = /^author(\d{1,2})$/.exec(name)?.[1];
    return position !== undefined && typeof value === "string" ? [{ order: Number(position), value }] : [];
  });
  const chosen = fields.filter(({ value }) => value !== "").sort((a, b) => a.order - b.order);
  return { ...raw, authors: fields.length === 0 ? undefined : chosen.map(({ value }) => value) };
}

/** The editor's form, the same with and without scripts. `authors` are the bylines' ids, in order. */
const articleFormFields = z
  .object({
    id: number.optional(),
    version: z
      .string()
      .regex(/^\d{1,9}$/, "form.stale")
      .transform(Number)
      .default(0),
    /** Identifies this rendering of the page. */
    key: pageKey.optional(),
    /** The key under which the page holds the edit lock. */
    lease: pageKey.optional(),
    /** The member for whom the page was rendered. */
    me: number.optional(),
    /** The text replaces one that was saved since it was written; that one is kept. */
    replaces: z.literal("1").optional(),
    act: z.enum([...draftActs, "auto", "find"]).default("save"),
    /** The article's status when the page was rendered. */
    seen: z.enum(articleStatuses).optional().catch(undefined),
    /** In the site's time zone, in the format of a date and time field. */
    publishAt: opaque(40, "form.wrong").default(""),
    /** The public note of a withdrawal. */
    withdrawNote: prose(20_000, "form.wrong").default(""),
    /** The kind of an update and its public note. Undefined: none was chosen. */
    change: z.enum(changeKinds).optional(),
    changeNote: prose(20_000, "form.wrong").default(""),
    /** The reader who reported what it corrects. */
    changeCredit: optionalLine(maxCreditLength, "correction.creditTooLong"),
    title: optionalLine(maxArticleTitleLength, "newsroom.titleTooLong"),
    lead: optionalLine(maxLeadLength, "newsroom.leadTooLong"),
    slug: slugField(),
    body: z.string().max(maxArticleBodyLength, "newsroom.bodyTooLong").default(""),
    category: z
      .string()
      .regex(/^\d{0,15}$/)
      .default(""),
    also: numbers,
    /** The id of a story, or empty. Undefined: the page has no field for it. */
    story: z
      .string()
      .regex(/^\d{0,15}$/)
      .optional(),
    /** The title of a new story, which has precedence. */
    newStory: optionalLine(maxStoryTitleLength, "newsroom.storyTooLong"),
    newStoryKind: z.enum(storyKinds).default("series"),
    storyPlace: optionalLine(10, "newsroom.storyPlaceWrong").refine(isPlace, "newsroom.storyPlaceWrong"),
    tags: names
      .refine((list) => list.length <= maxTags, "newsroom.tagsTooMany")
      .refine((list) => list.every((name) => [...name].length <= maxTagLength), "newsroom.tagTooLong"),
    /** Undefined: the form has no field for bylines. */
    authors: z
      .array(z.string())
      .optional()
      .transform((ids) => ids && [...new Set(ids.filter((one) => /^\d{1,15}$/.test(one)).map(Number))]),
    /** Search terms for bylines and pictures, of a page without scripts. */
    authorWords: optionalLine(200, "form.wrong"),
    pictureWords: optionalLine(200, "form.wrong"),
    leadMediaId: z
      .string()
      .regex(/^([a-f0-9]{24})?$/, "newsroom.pictureUnknown")
      .default(""),
    leadCaption: optionalLine(maxLeadCaptionLength, "newsroom.captionTooLong"),
    sourceName: optionalLine(maxSourceNameLength, "newsroom.sourceNameTooLong"),
    sourceTitle: optionalLine(maxSourceTitleLength, "newsroom.sourceTitleTooLong"),
    sourceUrl: webAddress("newsroom.addressWrong"),
    syndicated: z.literal("1").optional(),
    canonicalUrl: webAddress("newsroom.addressWrong"),
    seoTitle: optionalLine(maxSeoTitleLength, "newsroom.seoTitleTooLong"),
    seoDescription: optionalLine(maxSeoDescriptionLength, "newsroom.seoDescriptionTooLong"),
    commentPolicy: discussionChoice(commentPolicy),
    slowMode: discussionChoice(slowModeMinutes),
    closeAfterDays: z
      .string()
      .trim()
      .regex(/^\d{0,5}$/, "newsroom.daysWrong")
      .default(""),
  })
  .superRefine((form, context) => {
    const addIssue = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (form.sourceName !== "" && form.sourceUrl === "") addIssue("sourceUrl", "newsroom.sourceUrlMissing");
    if (form.sourceName === "" && form.sourceUrl !== "") addIssue("sourceName", "newsroom.sourceNameMissing");
    if (form.sourceName === "" && form.syndicated) addIssue("sourceName", "newsroom.sourceNameMissing");
    if (Number(form.closeAfterDays) > 36_500) addIssue("closeAfterDays", "newsroom.daysWrong");
  })
  .transform(({ act, ...form }) => ({ ...form, act: stripForce(act), force: isForced(act) }));

export const articleForm = z.preprocess((raw) => dropUnfinishedFields(collectAuthors(raw)), articleFormFields);
export type ArticleForm = z.output<typeof articleForm>;

function toDraftStory({ story, newStory, newStoryKind, storyPlace }: ArticleForm): DraftStory | null | undefined {
  const place = storyPlace === "" ? null : Number(storyPlace);
  if (newStory !== "") return { id: null, title: newStory, kind: newStoryKind, place };
  if (story === undefined) return undefined;
  return story === "" ? null : { id: Number(story), title: "", kind: "story", place };
}

function toDiscussionChoices({ commentPolicy, slowMode }: ArticleForm) {
  if (!commentPolicy && !slowMode) return {};
  return {
    ...(commentPolicy && { commentPolicy: commentPolicy[1] }),
    ...(slowMode && { slowModeMinutes: slowMode[1] }),
    discussionBefore: {
      ...(commentPolicy && { policy: commentPolicy[0] }),
      ...(slowMode && { slowModeMinutes: slowMode[0] }),
    },
  };
}

/** Returns the form's content without bylines (they may be deleted) and body (not yet sanitised). */
export function toDraftContent(form: ArticleForm) {
  const ids = form.category === "" ? form.also : [Number(form.category), ...form.also];
  const story = toDraftStory(form);
  return {
    ...(story === undefined ? {} : { story }),
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
    ...toDiscussionChoices(form),
    commentsCloseAfterDays: form.closeAfterDays === "" ? null : Number(form.closeAfterDays),
  };
}

/** A heartbeat of an open page. */
export const heartbeatForm = z.object({
  id: number,
  key: pageKey,
  me: number.optional(),
  act: z.enum(["hold", "take", "release", "dismiss"]).default("hold"),
  /** With `dismiss`: the revision of the rejected save. */
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

/** The article whose checklist is requested after a save. */
export const checklistForm = z.object({ id: number });

export const searchForm = z.object({ words: optionalLine(200, "form.wrong") });

/** Bylines by search terms, or by ids. */
export const bylineSearchForm = searchForm.extend({ ids: numbers });

/** Each checkbox of the list has its own name (`article12`), so that the selection survives a refusal. */
function collectSelected(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const marked = Object.keys(raw).flatMap((name) => /^article(\d{1,15})$/.exec(name)?.[1] ?? []);
  return marked.length > 0 ? { ...raw, articles: marked } : raw;
}

/** A change of the articles selected in the list. */
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

export const bulkArticleForm = z.preprocess(collectSelected, bulkFormFields);
