import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";
import { pinActs } from "#lib/reorder.ts";
import { maxPins } from "./rules.ts";

/** For the placeholders of the messages. */
export const messageValues = { most: maxPins };

const number = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

/** One step in the order of the home page. */
export const homeOrderForm = z.object({
  /** Of the order that the page showed (`hashVersion`). */
  version: opaque(200, "form.stale"),
  act: z.enum(pinActs, "form.stale"),
  id: number.optional(),
  /** All of them, after one was drawn to its place. */
  order: z
    .string()
    .regex(/^(\d{1,15}(,\d{1,15})*)?$/, "form.stale")
    .default("")
    .transform((text) => (text === "" ? [] : text.split(",").map(Number))),
  /** As a field of a form gives a moment; empty: until it is taken away. */
  until: opaque(30, "home.untilWrong").trim().default(""),
});

export type HomeOrderInput = z.output<typeof homeOrderForm>;
