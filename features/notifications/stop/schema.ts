import { z } from "zod";
import { opaque } from "#lib/form-fields.ts";

/** What a mailed link stops, with its signature, as the link carries them. */
export const stopForm = z.object({ about: opaque(40, "form.stale"), key: opaque(80, "form.stale") });
