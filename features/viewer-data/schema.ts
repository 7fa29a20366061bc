import { z } from "zod";

/** An article's address as `/api/me` takes it (as the table's check has it). */
export const articleSlugSchema = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
