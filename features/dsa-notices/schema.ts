import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { line, opaque, optionalLine, prose, rowId } from "#lib/form-fields.ts";
import {
  maxExplanationLength,
  maxReasonsLength,
  measures,
  minExplanationLength,
  minReasonsLength,
  needsIdentity,
  noticeGrounds,
  referencePattern,
} from "./rules.ts";

/** Empty if the law lets the sender stay anonymous. */
const email = z
  .preprocess(
    (typed) => (typeof typed === "string" && typed.trim() === "" ? undefined : typed),
    emailAddress.optional(),
  )
  .transform((address) => address ?? "");

/** Also runs if other fields were refused, which are then missing. */
const isGivenIfRequired = (field: "name" | "email") => (form: { ground?: unknown; name?: string; email?: string }) =>
  !needsIdentity(form.ground) || form[field] !== "";
/** Runs a refinement even if other fields are invalid, so that all messages appear at once. */
const always = { when: () => true };

/** A notice of illegal content. Messages are keys below `errors`. `website` is a honeypot: only bots fill it. */
export const noticeForm = z
  .object({
    ground: z.enum(noticeGrounds, "notice.groundMissing"),
    address: line(2_000, "notice.addressUnknown", "notice.addressMissing"),
    explanation: prose(maxExplanationLength, "notice.explanationLong", minExplanationLength, "notice.explanationShort"),
    name: optionalLine(120, "notice.nameLong"),
    email,
    faith: z.literal("1", "notice.faithMissing"),
    opened: opaque(200, "form.stale").default(""),
    website: optionalLine(1_000, "form.wrong"),
  })
  .refine(isGivenIfRequired("name"), { path: ["name"], error: "notice.nameMissing", ...always })
  .refine(isGivenIfRequired("email"), { path: ["email"], error: "notice.emailMissing", ...always });

export type NoticeInput = Omit<z.output<typeof noticeForm>, "faith" | "opened" | "website">;

const formRowId = rowId("form.stale");
const version = z
  .string("form.stale")
  .regex(/^\d{1,9}$/, "form.stale")
  .transform(Number);

/** A moderator takes a notice into review. */
export const noticeReviewForm = z.object({ notice: formRowId, version });

/** A moderator's decision on a notice. `content`: the version of the comment that was seen. */
export const noticeDecisionForm = z.object({
  notice: formRowId,
  version,
  content: z.preprocess((value) => (value === "" ? undefined : value), version.optional()),
  measure: z.enum(measures, "notice.measureMissing"),
  reason: z.preprocess((value) => (value === "" ? undefined : value), line(200, "form.wrong").optional()),
  reasons: prose(maxReasonsLength, "notice.reasonsLong", minReasonsLength, "notice.reasonsShort"),
});

/** The sender of a notice contests its decision. */
export const noticeContestForm = z.object({
  reference: z.string("form.stale").regex(referencePattern, "form.stale"),
  key: opaque(200, "form.stale"),
  why: prose(maxReasonsLength, "notice.reasonsLong", minReasonsLength, "notice.reasonsShort"),
});
