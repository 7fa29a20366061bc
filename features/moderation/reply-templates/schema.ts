import { z } from "zod";
import { line, opaque, optionalLine, prose, rowId } from "#lib/form-fields.ts";
import { maxReplyTemplates, maxTemplateBody, maxTemplateTitle } from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const templateFieldLimits = {
  maxTitle: maxTemplateTitle,
  maxBody: maxTemplateBody,
  max: maxReplyTemplates,
};

const id = rowId("form.stale");
/** Identifies the text that the form showed. */
const version = opaque(40, "form.stale");

const templateFields = {
  title: line(maxTemplateTitle, "replyTemplates.titleTooLong", "replyTemplates.titleMissing"),
  body: prose(maxTemplateBody, "replyTemplates.bodyTooLong", 1, "replyTemplates.bodyMissing"),
  /** The anchor of a rule; empty: none. */
  reason: optionalLine(200, "moderation.reasonUnknown").transform((anchor) => anchor || null),
};

export const createTemplateForm = z.object(templateFields);
export const updateTemplateForm = z.object({ id, version, ...templateFields });
export const deleteTemplateForm = z.object({ id, version });

export type TemplateInput = z.output<typeof createTemplateForm>;
