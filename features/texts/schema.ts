import { z } from "zod";
import { longestBody, longestTitle, pageActs } from "./rules.ts";

/** For the placeholders of the messages. */
export const lengths = { longestTitle, longestBody, longestSlug: 190 };

const line = z
  .string()
  .default("")
  .transform((text) => text.replace(/\s+/g, " ").trim());
const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

/** A page of the site's own; without an id a new one. */
export const ownPageForm = z.object({
  id: id.optional(),
  /** Of the page that the form showed. */
  version: z.string().default(""),
  act: z.enum(pageActs, "form.stale"),
  title: line
    .refine((title) => title !== "", "textPage.titleMissing")
    .refine((title) => [...title].length <= longestTitle, "newsroom.titleTooLong"),
  /** Empty: made of the title. */
  slug: line.refine((slug) => slug.length <= 500, "newsroom.slugTooLong").transform((slug) => slug.toLowerCase()),
  body: z
    .string()
    .default("")
    // Browsers send the ends of lines as two characters.
    .transform((text) => text.replaceAll("\r\n", "\n").trim())
    .refine((text) => text.length <= longestBody, "textPage.bodyTooLong"),
});

export const ownPageDeletion = z.object({ id });

export type OwnPageForm = z.output<typeof ownPageForm>;
