import { z } from "zod";
import { emailAddress } from "#lib/email-address.ts";
import {
  grounds,
  longestExplanation,
  longestReasons,
  measures,
  needsIdentity,
  referencePattern,
  shortestExplanation,
  shortestReasons,
} from "./rules.ts";

/** What no keyboard types and PostgreSQL does not take, out; line ends as they are stored. */
const cleaned = (text: string) =>
  text
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what goes
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");

const prose = (shortest: number, longest: number, messages: { short: string; long: string }) =>
  z
    .string(messages.short)
    .transform(cleaned)
    .pipe(z.string().trim().min(shortest, messages.short).max(longest, messages.long));

/** One line, whatever was pasted: a line break in a name would be a header in a mail. */
const line = (longest: number, message: string) =>
  z
    .string()
    .default("")
    .transform((text) => cleaned(text).replace(/\s+/g, " ").trim())
    .pipe(z.string().max(longest, message));

/** Empty where the law lets the sender stay unknown. */
const email = z
  .preprocess(
    (typed) => (typeof typed === "string" && typed.trim() === "" ? undefined : typed),
    emailAddress.optional(),
  )
  .transform((address) => address ?? "");

/** Also asked where other fields were refused, which are then not there. */
const hasIfNeeded = (field: "name" | "email") => (given: { ground?: unknown; name?: string; email?: string }) =>
  !needsIdentity(given.ground) || given[field] !== "";
/** Also where other fields are wrong: whoever fills in a form is told all at once. */
const always = { when: () => true };

/** The notice that anybody sends. Messages are keys below `errors`. `website` is no field of ours: what fills it is no person. */
export const noticeForm = z
  .object({
    ground: z.enum(grounds, "notice.groundMissing"),
    address: z
      .string("notice.addressMissing")
      .trim()
      .min(1, "notice.addressMissing")
      .max(2_000, "notice.addressUnknown"),
    explanation: prose(shortestExplanation, longestExplanation, {
      short: "notice.explanationShort",
      long: "notice.explanationLong",
    }),
    name: line(120, "notice.nameLong"),
    email,
    faith: z.literal("1", "notice.faithMissing"),
    opened: z.string().max(200).default(""),
    website: z.string().max(1_000).default(""),
  })
  .refine(hasIfNeeded("name"), { path: ["name"], error: "notice.nameMissing", ...always })
  .refine(hasIfNeeded("email"), { path: ["email"], error: "notice.emailMissing", ...always });

export type NoticeInput = Omit<z.output<typeof noticeForm>, "faith" | "opened" | "website">;

const rowId = z
  .string("form.stale")
  .regex(/^[1-9]\d{0,14}$/, "form.stale")
  .transform(Number);
const version = z
  .string("form.stale")
  .regex(/^\d{1,9}$/, "form.stale")
  .transform(Number);

/** A moderator takes a notice on, or takes it up again. */
export const reviewForm = z.object({ notice: rowId, version });

/** And decides. `content`: the version of the comment that was seen. */
export const decisionForm = z.object({
  notice: rowId,
  version,
  content: z.preprocess((value) => (value === "" ? undefined : value), version.optional()),
  measure: z.enum(measures, "notice.measureMissing"),
  reason: z.preprocess((value) => (value === "" ? undefined : value), z.string().max(200).optional()),
  reasons: prose(shortestReasons, longestReasons, { short: "notice.reasonsShort", long: "notice.reasonsLong" }),
});

/** Whoever sent a notice contests what was decided. */
export const contestForm = z.object({
  reference: z.string("form.stale").regex(referencePattern, "form.stale"),
  key: z.string("form.stale").max(200, "form.stale"),
  why: prose(shortestReasons, longestReasons, { short: "notice.reasonsShort", long: "notice.reasonsLong" }),
});
