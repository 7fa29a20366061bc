import { z } from "zod";
import { isSettingKey } from "#features/settings/schema.ts";

/** All fields of a settings form; the settings' own schema decides which ones exist. */
export const settingsFormSchema = z.record(z.string(), z.unknown());

/** `KEY VERSION`: the value of the button beside a setting. */
export const resetFormSchema = z.object({
  preset: z
    .string("form.stale")
    .transform((text) => text.split(" "))
    .refine(([key, version]) => key !== undefined && isSettingKey(key) && version !== undefined, "form.stale"),
});
