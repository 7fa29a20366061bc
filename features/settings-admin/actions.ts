"use server";

import { refresh } from "next/cache";
import { adminAction } from "#features/auth/action-wrappers.ts";
import { isSettingKey } from "#features/settings/schema.ts";
import { ok, refused } from "#lib/result.ts";
import {
  applyLinkStep,
  parseSettingsForm,
  previewContrast,
  previewPage,
  resetUnchangedSetting,
  saveSettings,
  tryTypedSettings,
} from "./mutations.ts";
import { resetFormSchema, settingsFormSchema } from "./schema.ts";

const limit = { name: "settings", points: 60, seconds: 60 };

/** Saves a group's form, and renders the page again with the present values. */
export const saveSettingsAction = adminAction({ schema: settingsFormSchema, limit }, async ({ db, input, viewer }) => {
  const typed = parseSettingsForm(input);
  if (typed.length === 0) return refused("form.stale");
  const { preview, step, look, trial } = input;
  const previewed =
    (typeof preview === "string" ? await previewPage(db, preview, typed) : undefined) ??
    (typeof step === "string" ? applyLinkStep(step, typed) : undefined) ??
    (typeof look === "string" ? previewContrast(look, typed) : undefined) ??
    (trial === undefined ? undefined : await tryTypedSettings(db, typed));
  if (previewed) return ok(previewed);
  const saved = await saveSettings(db, viewer.id, typed);
  refresh();
  return ok(saved);
});

/** Restores the preset of one setting. */
export const resetSettingAction = adminAction({ schema: resetFormSchema, limit }, async ({ db, input, viewer }) => {
  const [key = "", version = ""] = input.preset;
  if (!isSettingKey(key)) return refused("form.stale");
  const reset = await resetUnchangedSetting(db, viewer.id, key, version);
  refresh();
  if (!reset.ok) return reset;
  return ok({ key });
});
