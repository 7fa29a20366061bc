import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";
/** A pasted address: a path of this site, or a web address as `URL` writes it. */
export const linkDetailsForm = z.object({
  address: opaque(2_000, "form.wrong").refine(
    (text) => /^\/(?![/\\])/.test(text) || /^https?:\/\//.test(text),
    "newsroom.addressUnknown",
  ),
});
