import { z } from "zod";
import { signInAddress } from "#lib/email-address.ts";
import { line, opaque, rowId, secret } from "#lib/form-fields.ts";

/** A row's id as a form carries it. */
const formRowId = rowId("comment.parentGone");

/** The comment form. The text itself is judged by `parseComment`; messages are keys below `errors`. */
export const commentForm = z.object({
  article: line(200, "comment.articleGone", "comment.articleGone"),
  parent: z.preprocess((value) => (value === "" ? undefined : value), formRowId.optional()),
  body: z.string("comment.empty"),
  /** Made with the form, so that a double submit makes one comment. */
  key: z.string("form.stale").regex(/^[\w-]{8,64}$/, "form.stale"),
  /** The author has read that moderators will likely refuse it. */
  warned: opaque(1, "form.wrong").optional(),
  /** The warning of moderators that the author has just read: nothing is posted by that button. */
  acknowledged: formRowId.optional(),
  /** Only asked of somebody who is not signed in. */
  email: signInAddress.optional(),
  password: secret(200, "signIn.wrong").optional(),
});

/** A form about one comment: delete, edit. */
export const commentChangeForm = z.object({
  comment: formRowId,
  body: z.string("comment.empty").optional(),
  warned: opaque(1, "form.wrong").optional(),
  acknowledged: formRowId.optional(),
});

/** The reaction's button: without a script it says which comment, and means the other of what it was. */
export const commentReactionForm = z.object({ comment: formRowId, on: z.enum(["0", "1"], "form.stale").optional() });
