import { z } from "zod";
import {
  commentActions,
  maxNoteLength,
  memberActions,
  threadActions,
  voteActions,
} from "#features/decision-history/rules.ts";
import { isStorableDate } from "#lib/dates.ts";
import { line, opaque, prose, rowId } from "#lib/form-fields.ts";

/** A row's id as a form carries it. */
const formRowId = rowId("form.stale");
const version = z
  .string("form.stale")
  .regex(/^\d{1,9}$/, "form.stale")
  .transform(Number);
/** Browsers send each field of a form, also what was left empty. */
const optionalField = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** An anchor of /rules. */
export const reason = optionalField(line(200, "moderation.reasonUnknown"));
const note = prose(maxNoteLength * 2, "moderation.noteTooLong").default("");
/** Where one lands without a script: a page of the newsroom, never another site. */
export const returnPath = optionalField(
  z
    .string("form.stale")
    .regex(/^\/admin(?:[/?#][\x21-\x7e]*)?$/, "form.stale")
    .max(2_000, "form.stale")
    // Dots and their escapes are worked out like a browser does: what leads out of the newsroom is none of its pages.
    .refine((path) => /^\/admin(?:\/(?!\/)|$)/.test(normalizedPath(path)), "form.stale"),
);

/** Zod asks it also of what is refused already. */
function normalizedPath(address: string): string {
  return URL.parse(address, "http://here.invalid")?.pathname ?? "";
}

/** Whose page the form stands on, where a page may outlive its session: in nobody else's name is anything decided. */
const pageOwner = optionalField(formRowId);

const common = {
  id: formRowId,
  reason,
  note,
  expectedVersion: optionalField(version),
  back: returnPath,
  as: pageOwner,
};

/** A decision as a form sends it: the queue's, the person's page, a report's. Messages are keys below `errors`. */
export const decisionForm = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("comment"), ...common, action: z.enum(commentActions, "form.stale") }),
  z.object({ kind: z.literal("article"), ...common, action: z.enum(threadActions, "form.stale") }),
  z.object({ kind: z.literal("vote"), ...common, action: z.enum(voteActions, "form.stale") }),
  z.object({
    kind: z.literal("member"),
    ...common,
    action: z.enum(memberActions, "form.stale"),
    /** A moment (ISO 8601) … */
    until: optionalField(
      z.iso
        .datetime({ offset: true, error: "moderation.untilPast" })
        .transform((text) => new Date(text))
        .refine(isStorableDate, "moderation.untilPast"),
    ),
    /** … or what the clocks of the site's zone show then (`2026-12-01T18:30`) … */
    untilLocal: optionalField(opaque(16, "moderation.untilPast")),
    /** … or so many days from now. */
    days: optionalField(
      z
        .string("moderation.untilPast")
        .regex(/^[1-9]\d{0,3}$/, "moderation.untilPast")
        .transform(Number),
    ),
    comments: optionalField(z.enum(["remove", "spam"], "form.stale")),
  }),
]);

/** The decision that the page shows. `sure`: it was made on this view of the page, or its undo was confirmed. */
export const undoForm = z.object({
  decision: formRowId,
  sure: optionalField(z.literal("yes", "form.stale")),
  back: returnPath,
  as: pageOwner,
});
/** The decision whose undo is to be confirmed. */
export const undoConfirmationForm = z.object({ decision: formRowId });

/** Most items that are decided in one request: a longer selection comes in several. */
const maxBulkItems = 100;

/** The bar's one list names decision and rule together (`reject:respect`), so that neither can be left out. */
function splitChoice(form: unknown): unknown {
  if (typeof form !== "object" || form === null || !("decision" in form) || typeof form.decision !== "string")
    return form;
  const [action, reason] = form.decision.split(":", 2);
  return { ...form, action, reason: reason ?? "" };
}

/** `ID:VERSION` each, by commas; `selection`: the key of the selection that they are a part of, made by its page. */
export const bulkForm = z.preprocess(
  splitChoice,
  z.object({
    action: z.enum(["approve", "reject", "spam", "remove", "restore"], "form.stale"),
    reason,
    note,
    items: z.preprocess(
      // Without scripts each ticked box is a field.
      (value) => (Array.isArray(value) ? value.join(",") : value),
      z
        .string("moderation.nothingChosen")
        .max(maxBulkItems * 26, "form.stale")
        .regex(/^[1-9]\d{0,14}:\d{1,9}(?:,[1-9]\d{0,14}:\d{1,9})*$/, "moderation.nothingChosen")
        .transform((text) =>
          text.split(",").map((item) => {
            const [id, seen] = item.split(":").map(Number);
            return { id: id ?? 0, version: seen ?? 0 };
          }),
        )
        .refine((items) => items.length <= maxBulkItems, "form.stale"),
    ),
    selection: optionalField(z.guid("form.stale")),
    back: returnPath,
    as: pageOwner,
  }),
);

export const presenceForm = z.object({ comment: formRowId });

/** Which place of the queue (`parseQueueFilter` judges it), or which comments, a page asks for. */
export const queueFilterForm = z.object({ place: line(2_000, "form.stale") });
export const refreshItemsForm = z.object({
  ids: z
    .string("form.stale")
    .regex(/^[1-9]\d{0,14}(?:,[1-9]\d{0,14}){0,99}$/, "form.stale")
    .transform((text) => text.split(",").map(Number)),
});
/** The article whose discussion a page shows. */
export const threadForm = z.object({ article: formRowId });
