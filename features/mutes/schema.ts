import { z } from "zod";

/** A form about one member, by handle. */
export const muteForm = z.object({ member: z.string("mute.unknown").min(1, "mute.unknown").max(100, "mute.unknown") });
