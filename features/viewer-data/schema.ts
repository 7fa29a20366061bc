import { z } from "zod";
import { subjectField } from "#features/follows/schema.ts";

/** The parameter `article` of `/api/me`: the slug of an article or of a page's discussion, by the rule of the table's check constraint. */
export const articleParameter = z
  .string()
  .max(200)
  .regex(/^(?:pages\/)?[a-z0-9]+(-[a-z0-9]+)*$/)
  .optional();

/** The parameter `subject`: what the page's button follows, as in `tag-12`. */
export const subjectParameter = subjectField.optional();
