import { z } from "zod";
import { line, rowId } from "#lib/form-fields.ts";
import { isInboxPath, maxBlockedWordLength, maxBulkItems, simpleActions } from "./rules.ts";

const id = rowId("form.stale");
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The page to return to without JavaScript: one of the inbox. */
const back = optional(
  z
    .string("form.stale")
    .max(2_000, "form.stale")
    .regex(/^[\x21-\x7e]*$/, "form.stale")
    .refine(isInboxPath, "form.stale"),
);
/** The key of the request: a repeated request decides once. */
const key = z.string("form.stale").regex(/^[\w-]{8,64}$/, "form.stale");
/** The member whose page sent the form. Nothing is decided in another member's name. */
const as = optional(id);
const common = { key, back, as };
/** The hash of an item's content as the page shows it. */
const contentHash = z.string("form.stale").regex(/^[\w-]{1,100}$/, "form.stale");
/** The same for several items: `12:HASH`. */
const itemHash = z
  .string("form.stale")
  .regex(/^[1-9]\d{0,14}:[\w-]{1,100}$/, "form.stale")
  .transform((text): [item: number, hash: string] => [Number(text.split(":")[0]), text.split(":")[1] ?? ""]);

/** What an item is merged into: `item:12`, `article:34`. */
const target = z
  .string("item.targetMissing")
  .regex(/^(?:item|article):[1-9]\d{0,14}$/, "item.targetMissing")
  .transform((text): { item: number } | { article: number } => {
    const [kind, number] = text.split(":");
    return kind === "item" ? { item: Number(number) } : { article: Number(number) };
  });

/** A decision about one item. Messages are keys below `errors`. */
export const itemDecisionForm = z.discriminatedUnion("action", [
  z.object({
    action: z.enum([...simpleActions, "split", "apply", "ignore", "withdraw"], "form.stale"),
    item: id,
    seen: optional(contentHash),
    ...common,
  }),
  z.object({ action: z.literal("merge"), item: id, into: target, ...common }),
  z.object({
    action: z.literal("block"),
    item: id,
    kind: z.enum(["author", "word", "feed"], "item.blockKindMissing"),
    word: optional(line(maxBlockedWordLength, "item.wordTooLong")),
    ...common,
  }),
]);

/** The same decision about several items. */
export const bulkItemsForm = z.object({
  action: z.enum(simpleActions, "form.stale"),
  item: z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",") : value),
      z.array(id, "item.noneSelected").min(1, "item.noneSelected").max(maxBulkItems, "item.tooManySelected"),
    )
    .transform((ids) => [...new Set(ids)]),
  seen: z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value),
      z.array(itemHash).max(maxBulkItems, "form.stale").default([]),
    )
    .transform((pairs) => new Map(pairs)),
  ...common,
});

/** Undoes one decision, or all of the request with this key. */
export const undoItemsForm = z.object({ decision: optional(id), key: optional(key), back, as });

export const itemDetailForm = z.object({ item: id, raw: optional(z.literal("1")) });
export const mergeTargetsForm = z.object({ item: id, words: line(100, "form.stale").default("") });
/** The query string of a page of the inbox. */
export const inboxPlaceForm = z.object({ place: z.string("form.stale").regex(/^[\x21-\x7e]{0,2000}$/, "form.stale") });
