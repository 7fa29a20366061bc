import { z } from "zod";
import { line, opaque, optionalLine, prose, slugField } from "#lib/form-fields.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import {
  maxPageBodyLength,
  maxPageTitleLength,
  maxSeoDescriptionLength,
  maxSeoTitleLength,
  pageActs,
  pageDiscussions,
} from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const pageFieldLimits = {
  maxTitle: maxPageTitleLength,
  maxBody: maxPageBodyLength,
  maxSeoTitle: maxSeoTitleLength,
  maxSeoDescription: maxSeoDescriptionLength,
  maxSlug: maxTypedSlug,
};

const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

/** The form of a page; without an id it creates one. */
export const pageForm = z.object({
  id: id.optional(),
  /** The version of the page that the form showed. */
  version: opaque(200, "form.stale").default(""),
  act: z.enum(pageActs, "form.stale"),
  title: line(maxPageTitleLength, "newsroom.titleTooLong", "page.titleMissing"),
  /** Empty: made from the title. */
  slug: slugField(),
  body: prose(maxPageBodyLength, "page.bodyTooLong").default(""),
  seoTitle: optionalLine(maxSeoTitleLength, "newsroom.seoTitleTooLong"),
  seoDescription: optionalLine(maxSeoDescriptionLength, "newsroom.seoDescriptionTooLong"),
  discussion: z.enum(pageDiscussions, "form.stale").default("none"),
});

export const deletePageForm = z.object({ id });

export type PageInput = z.output<typeof pageForm>;
