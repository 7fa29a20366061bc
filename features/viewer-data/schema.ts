import { z } from "zod";

/** The parameter `article` of `/api/me`: a slug, with the rule of the table's check constraint. */
export const articleParameter = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .optional();
