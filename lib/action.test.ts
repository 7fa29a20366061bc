import { expect, test } from "vitest";
import { z } from "zod";
import { parseForm } from "./action.ts";

const schema = z.object({
  email: z.string().trim().max(5, "email.invalid"),
  next: z.string().max(3).optional(),
  stars: z.enum(["1"], "rating.stars"),
});

test.each([
  [{ email: ["a", "b"], stars: "1" }, { email: "form.wrong" }],
  [{ stars: "1" }, { email: "form.wrong" }],
  [
    { email: "abcdef", stars: "2" },
    { email: "email.invalid", stars: "rating.stars" },
  ],
  [{ email: "a", stars: "1", next: "abcd" }, { next: "form.wrong" }],
])("%j: each wrong field gets one of our message keys, never the library's text", (given, fields) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(given)) for (const one of [value].flat()) form.append(name, one);
  expect(parseForm(schema, form)).toEqual({ ok: false, code: "form.invalid", fields });
});
