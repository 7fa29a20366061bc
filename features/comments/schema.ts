import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";
import { line, opaque, rowId, secret } from "#lib/form-fields.ts";

/** A row's id in a form field. */
const formRowId = rowId("comment.parentGone");

/** The comment form. `parseComment` validates the text itself; messages are keys below `errors`. */
export const commentForm = z.object({
  article: line(200, "comment.articleGone", "comment.articleGone"),
  parent: z.preprocess((value) => (value === "" ? undefined : value), formRowId.optional()),
  body: z.string("comment.empty"),
  /** Generated with the form, so that a double submit makes one comment. */
  key: z.string("form.stale").regex(/^[\w-]{8,64}$/, "form.stale"),
  /** The button that shows a preview, without scripts: it posts nothing. */
  preview: opaque(1, "form.wrong").optional(),
  /** The author has seen the warning that moderators will likely refuse the text. */
  warned: opaque(1, "form.wrong").optional(),
  /** The id of the moderators' warning that the author has just read: this button posts nothing. */
  acknowledged: formRowId.optional(),
  /** Shown only to signed-out readers. */
  email: signInAddress.optional(),
  password: secret(200, "signIn.wrong").optional(),
});

/** A text to preview. */
export const commentPreviewForm = z.object({ body: z.string("comment.empty") });

/** A form about one comment: delete, edit. */
export const commentChangeForm = z.object({
  comment: formRowId,
  body: z.string("comment.empty").optional(),
  preview: opaque(1, "form.wrong").optional(),
  warned: opaque(1, "form.wrong").optional(),
  acknowledged: formRowId.optional(),
});

/** The reaction button: without a script it sends only the comment and toggles the reaction. */
export const commentReactionForm = z.object({ comment: formRowId, on: z.enum(["0", "1"], "form.stale").optional() });
