import { z } from "zod";
import { line } from "#lib/form-fields.ts";
import { licences } from "../rules.ts";

export const maxAltLength = 500;
export const maxCaptionLength = 1_000;
export const maxCreditLength = 200;

const id = z.string().regex(/^[a-f0-9]{24}$/, { error: "form.stale" });
const version = z.coerce.number({ error: "form.stale" }).int({ error: "form.stale" }).min(1, { error: "form.stale" });
const textLine = (maxLength: number) => line(maxLength, "picture.tooLong");
const percent = z.coerce
  .number({ error: "picture.focus" })
  .int({ error: "picture.focus" })
  .min(0, { error: "picture.focus" })
  .max(100, { error: "picture.focus" });

export const pictureForm = z
  .object({
    id,
    version,
    alt: textLine(maxAltLength),
    caption: textLine(maxCaptionLength),
    credit: textLine(maxCreditLength),
    /** One of the list, none, or "other" with its own text. */
    licence: z.enum(["", ...licences, "other"], { error: "form.wrong" }),
    licenceWords: textLine(maxCreditLength),
    focusX: percent,
    focusY: percent,
  })
  .refine(({ licence, licenceWords }) => licence !== "other" || licenceWords !== "", {
    error: "picture.licenceWords",
    path: ["licenceWords"],
  });

export const deletePictureForm = z.object({ id, version });
