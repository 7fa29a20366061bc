import { z } from "zod";
import { line } from "#lib/form-fields.ts";

/** A form about one member, identified by handle. */
export const muteForm = z.object({ member: line(100, "mute.unknown", "mute.unknown") });
