import { z } from "zod";
import { isSettingKey } from "#features/settings/schema.ts";

/** Every field of a settings' form as it comes: which ones there are the schema of the settings says. */
export const settingsFormSchema = z.record(z.string(), z.unknown());

/** `KEY VERSION`: what a button says of the setting beside it. */
export const resetFormSchema = z.object({
  preset: z
    .string("form.stale")
    .transform((text) => text.split(" "))
    .refine(([key, version]) => key !== undefined && isSettingKey(key) && version !== undefined, "form.stale"),
});
