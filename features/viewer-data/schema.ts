import { z } from "zod";

/** An article's slug as a parameter of `/api/me`, with the rule of the table's check constraint. */
export const articleSlugSchema = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
