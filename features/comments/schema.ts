import { z } from "zod";

/** A row's id as a form carries it. */
const rowId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "comment.parentGone")
  .transform(Number);

/** The comment form. The text itself is judged by `readComment`; messages are keys below `errors`. */
export const commentForm = z.object({
  article: z.string().min(1, "comment.articleGone").max(200, "comment.articleGone"),
  parent: z.preprocess((value) => (value === "" ? undefined : value), rowId.optional()),
  body: z.string("comment.empty"),
  /** Made with the form, so that a double submit makes one comment. */
  key: z.string().regex(/^[\w-]{8,64}$/, "form.stale"),
});

/** A form about one comment: delete, react, report, edit. */
export const commentChange = z.object({ comment: rowId, body: z.string("comment.empty").optional() });
