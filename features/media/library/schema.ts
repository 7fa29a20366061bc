import { z } from "zod";
import { line } from "#lib/fields.ts";
import { licences } from "../rules.ts";

export const longestAlt = 500;
export const longestCaption = 1_000;
export const longestCredit = 200;

const id = z.string().regex(/^[a-f0-9]{24}$/, { error: "form.stale" });
const version = z.coerce.number({ error: "form.stale" }).int({ error: "form.stale" }).min(1, { error: "form.stale" });
const words = (longest: number) => line(longest, "picture.tooLong");
const percent = z.coerce
  .number({ error: "picture.focus" })
  .int({ error: "picture.focus" })
  .min(0, { error: "picture.focus" })
  .max(100, { error: "picture.focus" });

export const wordsSchema = z
  .object({
    id,
    version,
    alt: words(longestAlt),
    caption: words(longestCaption),
    credit: words(longestCredit),
    /** One of the list, nothing, or "other": then its own words. */
    licence: z.enum(["", ...licences, "other"], { error: "form.wrong" }),
    licenceWords: words(longestCredit),
    focusX: percent,
    focusY: percent,
  })
  .refine(({ licence, licenceWords }) => licence !== "other" || licenceWords !== "", {
    error: "picture.licenceWords",
    path: ["licenceWords"],
  });

export const deleteSchema = z.object({ id, version });
