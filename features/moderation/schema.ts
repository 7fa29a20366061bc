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

/** A row's id in a form field. */
const formRowId = rowId("form.stale");
const version = z
  .string("form.stale")
  .regex(/^\d{1,9}$/, "form.stale")
  .transform(Number);
/** An empty field counts as absent: browsers send empty fields too. */
const optionalField = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The anchor of a rule on /rules. */
export const reason = optionalField(line(200, "moderation.reasonUnknown"));
const note = prose(maxNoteLength * 2, "moderation.noteTooLong").default("");
/** The path to return to without JavaScript: a page of the admin area, never another site. */
export const returnPath = optionalField(
  z
    .string("form.stale")
    .regex(/^\/admin(?:[/?#][\x21-\x7e]*)?$/, "form.stale")
    .max(2_000, "form.stale")
    // Resolves dot segments and their escapes as a browser does: the result must still be in the admin area.
    .refine((path) => /^\/admin(?:\/(?!\/)|$)/.test(normalizedPath(path)), "form.stale"),
);

/** Zod also calls it for a value that it has already refused. */
function normalizedPath(address: string): string {
  return URL.parse(address, "http://here.invalid")?.pathname ?? "";
}

/** The member whose page sent the form. A page can outlive its session; nothing is decided in another member's name. */
const pageOwner = optionalField(formRowId);

const common = {
  id: formRowId,
  reason,
  note,
  /** The reply template whose text the note is if it is empty: chosen without JavaScript. */
  template: optionalField(formRowId),
  expectedVersion: optionalField(version),
  back: returnPath,
  as: pageOwner,
};

/** The note is also a message to the author of the comment, or to the member. */
const toAuthor = optionalField(z.literal("yes", "form.stale").transform(() => true));

/** A decision sent by a form: from the queue, the member record or a report. Messages are keys below `errors`. */
export const decisionForm = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("comment"),
    ...common,
    action: z.enum(commentActions, "form.stale"),
    toAuthor,
  }),
  z.object({
    kind: z.literal("article"),
    ...common,
    action: z.enum(threadActions, "form.stale"),
    /** Of slow mode. */
    minutes: optionalField(
      z
        .string("form.stale")
        .regex(/^[1-9]\d{0,3}$/, "form.stale")
        .transform(Number),
    ),
  }),
  z.object({ kind: z.literal("vote"), ...common, action: z.enum(voteActions, "form.stale") }),
  z.object({
    kind: z.literal("member"),
    ...common,
    action: z.enum(memberActions, "form.stale"),
    /** The end as an ISO 8601 timestamp … */
    until: optionalField(
      z.iso
        .datetime({ offset: true, error: "moderation.untilPast" })
        .transform((text) => new Date(text))
        .refine(isStorableDate, "moderation.untilPast"),
    ),
    /** … or as local time in the site's time zone (`2026-12-01T18:30`) … */
    untilLocal: optionalField(opaque(16, "moderation.untilPast")),
    /** … or as a number of days from now. */
    days: optionalField(
      z
        .string("moderation.untilPast")
        .regex(/^[1-9]\d{0,3}$/, "moderation.untilPast")
        .transform(Number),
    ),
    comments: optionalField(z.enum(["remove", "spam"], "form.stale")),
    toAuthor,
  }),
]);

/**
 * The undo of a decision that the page shows. `sure`: it was decided on this view of the page, or the undo was
 * confirmed.
 */
export const undoForm = z.object({
  decision: formRowId,
  sure: optionalField(z.literal("yes", "form.stale")),
  back: returnPath,
  as: pageOwner,
});
/** The decision whose undo needs a confirmation. */
export const undoConfirmationForm = z.object({ decision: formRowId });

/** Maximum items of one request; a longer selection is sent in several parts. */
const maxBulkItems = 100;

/** The bulk bar's list combines decision and rule (`reject:respect`), so that neither can be missing. */
function splitChoice(form: unknown): unknown {
  if (typeof form !== "object" || form === null || !("decision" in form) || typeof form.decision !== "string")
    return form;
  const [action, reason] = form.decision.split(":", 2);
  return { ...form, action, reason: reason ?? "" };
}

/** `items`: comma-separated `ID:VERSION`. `selection`: the key of the selection, created by the page. */
export const bulkDecisionForm = z.preprocess(
  splitChoice,
  z.object({
    action: z.enum(["approve", "reject", "spam", "remove", "restore"], "form.stale"),
    reason,
    note,
    /** A text for the authors of refused comments. */
    message: note,
    /** The reply template whose text the message is if it is empty: chosen without JavaScript. */
    template: optionalField(formRowId),
    items: z.preprocess(
      // Without JavaScript, each ticked box is a separate field.
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

/** The queue filter that a page asks for, as a query string. `parseQueueFilter` validates it. */
export const queueFilterForm = z.object({ place: line(2_000, "form.stale") });
export const refreshItemsForm = z.object({
  ids: z
    .string("form.stale")
    .regex(/^[1-9]\d{0,14}(?:,[1-9]\d{0,14}){0,99}$/, "form.stale")
    .transform((text) => text.split(",").map(Number)),
});
/** The article whose thread a page shows. */
export const threadForm = z.object({ article: formRowId });
