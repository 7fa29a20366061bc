import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";
import { maxPins } from "./rules.ts";

const pinActs = ["up", "down", "first", "remove", "pin", "until", "order"] as const;

/** Limits for the placeholders of the messages. */
export const messageValues = { max: maxPins };

const number = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

/** One step in the order of the home page. */
export const homeOrderForm = z.object({
  /** The version of the order that the page showed (`hashVersion`). */
  version: opaque(200, "form.stale"),
  act: z.enum(pinActs, "form.stale"),
  id: number.optional(),
  /** All ids, after one was dragged to its new position. */
  order: z
    .string()
    .regex(/^(\d{1,15}(,\d{1,15})*)?$/, "form.stale")
    .default("")
    .transform((text) => (text === "" ? [] : text.split(",").map(Number))),
  /** In the format of a date and time field; empty: no expiry. */
  until: opaque(30, "home.untilWrong").trim().default(""),
});

export type HomeOrderInput = z.output<typeof homeOrderForm>;
