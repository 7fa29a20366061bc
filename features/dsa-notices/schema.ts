import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import { line, opaque, prose, rowId } from "#lib/form-fields.ts";
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

/** Empty where the law lets the sender stay unknown. */
const email = z
  .preprocess(
    (typed) => (typeof typed === "string" && typed.trim() === "" ? undefined : typed),
    emailAddress.optional(),
  )
  .transform((address) => address ?? "");

/** Also asked where other fields were refused, which are then not there. */
const isGivenIfRequired = (field: "name" | "email") => (given: { ground?: unknown; name?: string; email?: string }) =>
  !needsIdentity(given.ground) || given[field] !== "";
/** Also where other fields are wrong: whoever fills in a form is told all at once. */
const always = { when: () => true };

/** The notice that anybody sends. Messages are keys below `errors`. `website` is no field of ours: what fills it is no person. */
export const noticeForm = z
  .object({
    ground: z.enum(noticeGrounds, "notice.groundMissing"),
    address: line(2_000, "notice.addressUnknown", "notice.addressMissing"),
    explanation: prose(maxExplanationLength, "notice.explanationLong", minExplanationLength, "notice.explanationShort"),
    name: line(120, "notice.nameLong").default(""),
    email,
    faith: z.literal("1", "notice.faithMissing"),
    opened: opaque(200, "form.stale").default(""),
    website: line(1_000, "form.wrong").default(""),
  })
  .refine(isGivenIfRequired("name"), { path: ["name"], error: "notice.nameMissing", ...always })
  .refine(isGivenIfRequired("email"), { path: ["email"], error: "notice.emailMissing", ...always });

export type NoticeInput = Omit<z.output<typeof noticeForm>, "faith" | "opened" | "website">;

const formRowId = rowId("form.stale");
const version = z
  .string("form.stale")
  .regex(/^\d{1,9}$/, "form.stale")
  .transform(Number);

/** A moderator takes a notice on, or takes it up again. */
export const noticeReviewForm = z.object({ notice: formRowId, version });

/** And decides. `content`: the version of the comment that was seen. */
export const noticeDecisionForm = z.object({
  notice: formRowId,
  version,
  content: z.preprocess((value) => (value === "" ? undefined : value), version.optional()),
  measure: z.enum(measures, "notice.measureMissing"),
  reason: z.preprocess((value) => (value === "" ? undefined : value), line(200, "form.wrong").optional()),
  reasons: prose(maxReasonsLength, "notice.reasonsLong", minReasonsLength, "notice.reasonsShort"),
});

/** Whoever sent a notice contests what was decided. */
export const noticeContestForm = z.object({
  reference: z.string("form.stale").regex(referencePattern, "form.stale"),
  key: opaque(200, "form.stale"),
  why: prose(maxReasonsLength, "notice.reasonsLong", minReasonsLength, "notice.reasonsShort"),
});
