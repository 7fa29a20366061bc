import type { Root } from "hast";
import type { Executor } from "#db/client.ts";
import { hasSecondStep } from "#features/auth/second-step/queries.ts";
import { findLogo } from "#features/media/queries.ts";
import { type StoredTrial, screenTrial, tryStoredComments } from "#features/moderation/try-out/queries.ts";
import {
  type BuiltInPage,
  builtInPages,
  formatPageBody,
  readBuiltInPage,
} from "#features/pages/built-in/built-in-pages.ts";
import { findLastSettingChange } from "#features/settings/change-log.ts";
import { lockSetting, resetSetting, setSetting } from "#features/settings/mutations.ts";
import {
  applyStep,
  formatRows,
  type LinkAction,
  type LinkRow,
  parseRows,
  parseStep,
  readFormRows,
} from "#features/settings/navigation/link-rows.ts";
import { readSettings, readStoredSettings } from "#features/settings/queries.ts";
import {
  isSettingKey,
  parseSetting,
  presets,
  type SettingKey,
  type Settings,
  settingLimits,
} from "#features/settings/schema.ts";
import { isThemeColour } from "#features/settings/theme-colours.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { formatSettingValue } from "./describe-setting.ts";

interface SettingInput {
  key: SettingKey;
  typed: string;
  /** The version of the value that the form showed (`hashVersion`). */
  version: string;
}

export interface SettingsOutcome {
  /** The settings that changed; empty after a refusal. */
  saved: SettingKey[];
  /** A message for each refused setting. */
  refusals: Partial<Record<SettingKey, string>>;
  /** After a refusal: what was typed, which replaces what the form had shown. The rest is shown as it is now. */
  typed: Partial<Record<SettingKey, string>>;
  /** Instead of saving: the preview of one page's text. */
  preview?: { key: SettingKey; title: string; body: Root };
  /** Instead of saving: what these values would have held or flagged among the newest comments. */
  trial?: StoredTrial;
  /** Instead of saving: the colour whose contrast is to be shown, on a page without scripts. */
  contrastOf?: SettingKey;
  /**
   * Instead of saving: the step in a list of links on a page without scripts, the index that gets focus, and the
   * removed row.
   */
  step?: { key: SettingKey; act: LinkAction; at: number; removedRow?: LinkRow };
}

class RollBack extends Error {}

/**
 * Saves what was changed in a form, all or nothing. A setting that was not edited in the form is left as it is now; one
 * that somebody else changed meanwhile is refused with who and when, unless both chose the same value.
 */
export async function saveSettings(db: Executor, by: number, form: SettingInput[]): Promise<SettingsOutcome> {
  const outcome: SettingsOutcome = { saved: [], refusals: {}, typed: {} };
  const work = db.transaction(async (tx) => {
    // Sorted by key, so that two forms cannot deadlock.
    for (const { key, typed, version } of [...form].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      const parsed = parseSetting(key, typed);
      if (parsed.success && hashVersion(parsed.data) === version) continue;
      outcome.typed[key] = typed;
      const current = currentValue(key, await lockSetting(tx, key));
      if (hashVersion(current) !== version && !(parsed.success && parsed.data === current)) {
        outcome.refusals[key] = refusalMessage(
          refused("setting.conflict", undefined, await describeLastChange(tx, key, current)),
        );
        continue;
      }
      const barred = parsed.success ? await findSettingError(tx, key, parsed.data, by) : undefined;
      if (barred) {
        outcome.refusals[key] = describeRefusal(barred, key);
        continue;
      }
      const set = await setSetting(tx, key, typed, by);
      if (!set.ok) outcome.refusals[key] = describeRefusal(set.code, key);
      else if (set.value.changed) outcome.saved.push(key);
    }
    if (Object.keys(outcome.refusals).length > 0) throw new RollBack();
  });
  await work.catch((error) => {
    if (!(error instanceof RollBack)) throw error;
    outcome.saved = [];
  });
  if (Object.keys(outcome.refusals).length === 0) outcome.typed = {};
  return outcome;
}

/**
 * Checks what the schema cannot: a message key, or undefined. A picture must be in the library, and an administrator
 * who requires a second step must have one.
 */
async function findSettingError(
  tx: Executor,
  key: SettingKey,
  value: unknown,
  by: number,
): Promise<string | undefined> {
  if (settingLimits(key).kind === "picture" && typeof value === "string" && value !== "")
    return (await findLogo(tx, value)) ? undefined : "setting.noPicture";
  if (key !== "members.staffTwoStep" || value !== 1) return undefined;
  return (await hasSecondStep(tx, by)) ? undefined : "setting.ownSecondStep";
}

/** The message of a refusal, with the setting's name in place of its key. */
function describeRefusal(code: string, key: SettingKey): string {
  const { min, max } = settingLimits(key);
  const t = translator();
  const name = t.typeset("settings.quotedName", { name: t.typeset(`settings.of.${key}.name`) });
  return refusalMessage({ ok: false, code, values: { key: name, min, max } });
}

/** Returns a stored value, or the preset in its place. */
function currentValue(key: SettingKey, stored: unknown): string | number {
  const parsed = parseSetting(key, stored ?? undefined);
  return parsed.success ? parsed.data : presets[key];
}

/** Describes who changed a setting last, when and to what, for a message. */
async function describeLastChange(tx: Executor, key: SettingKey, current: unknown): Promise<Record<string, string>> {
  const last = await findLastSettingChange(tx, key);
  const zone = (await readStoredSettings(tx))["site.zone"];
  return {
    by: last?.actorId == null ? "line" : "member",
    name: last?.by ?? "",
    at: last ? formatDate(last.at, { locale: siteLocale(), zone, style: "long" }) : "",
    value: formatSettingValue(key, current),
  };
}

/**
 * Parses the settings of a form from its fields: `KEY` and `version:KEY`; a switch that is off sends its version only.
 */
export function parseSettingsForm(fields: Record<string, unknown>): SettingInput[] {
  return Object.entries(fields).flatMap(([name, version]) => {
    const key = name.replace(/^version:/, "");
    if (!name.startsWith("version:") || !isSettingKey(key) || typeof version !== "string") return [];
    const value = fields[key];
    // Lines instead of rows: the form was rendered by an older version.
    if (settingLimits(key).kind === "links" && typeof value !== "string")
      return [{ key, version, typed: formatRows(readFormRows(fields, key)) }];
    const off = settingLimits(key).kind === "switch" ? "0" : "";
    // Browsers send line ends as two characters.
    return [{ key, version, typed: typeof value === "string" ? value.replaceAll("\r\n", "\n") : off }];
  });
}

/**
 * Restores the preset, if the setting is still what the page showed. Refused with `setting.conflict` and its message.
 */
export async function resetUnchangedSetting(
  db: Executor,
  by: number,
  key: SettingKey,
  version: string,
): Promise<Result<{ changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ changed: boolean }>> => {
    const current = currentValue(key, await lockSetting(tx, key));
    if (hashVersion(current) !== version)
      return refused("setting.conflict", undefined, await describeLastChange(tx, key, current));
    return ok({ changed: await resetSetting(tx, key, by) });
  });
}

/** Previews the text typed for an editable page; undefined for any other setting. Everything typed is returned. */
export async function previewPage(
  db: Executor,
  key: string,
  form: SettingInput[],
): Promise<SettingsOutcome | undefined> {
  const page = findTextPage(key);
  const typed = form.find((one) => one.key === key)?.typed;
  if (!page || typed === undefined || !isSettingKey(key)) return undefined;
  const text = typed.slice(0, settingLimits(key).max);
  const { title, body } = readBuiltInPage(page, { ...(await readStoredSettings(db)), [key]: text });
  return { saved: [], refusals: {}, typed: listTyped(form), preview: { key, title, body: formatPageBody(body) } };
}

/**
 * Applies one step to a list of links that is being edited; undefined for any other value. Everything typed is
 * returned.
 */
export function applyLinkStep(value: string, form: SettingInput[]): SettingsOutcome | undefined {
  const step = parseStep(value);
  const list = form.find(({ key }) => key === step?.key);
  if (!step || !list || settingLimits(list.key).kind !== "links") return undefined;
  const before = parseRows(list.typed);
  const { rows, at } = applyStep(before, step, { label: "", href: "" });
  const removedRow = step.action === "remove" ? before[step.index] : undefined;
  const typed = { ...listTyped(form), [list.key]: formatRows(rows) };
  return {
    saved: [],
    refusals: {},
    typed,
    step: { key: list.key, act: step.action, at, ...(removedRow && { removedRow }) },
  };
}

/** Shows the contrast of a colour that was typed; undefined for any other setting. Everything typed is returned. */
export function previewContrast(key: string, form: SettingInput[]): SettingsOutcome | undefined {
  if (!isThemeColour(key) || !form.some((one) => one.key === key)) return undefined;
  return { saved: [], refusals: {}, typed: listTyped(form), contrastOf: key };
}

/**
 * Tries the values typed in a form, saved or not, on the newest comments. Everything typed is returned. A value that could not be saved is
 * refused beside its field, and nothing is tried.
 */
export async function tryTypedSettings(db: Executor, form: SettingInput[]): Promise<SettingsOutcome> {
  const outcome: SettingsOutcome = { saved: [], refusals: {}, typed: listTyped(form) };
  const typed: Partial<Record<SettingKey, unknown>> = {};
  for (const { key, typed: value } of form) {
    const parsed = parseSetting(key, value);
    if (parsed.success) typed[key] = parsed.data;
    else outcome.refusals[key] = describeRefusal(parsed.error.issues[0]?.message ?? "setting.unknown", key);
  }
  if (Object.keys(outcome.refusals).length > 0) return outcome;
  const settings: Settings = Object.assign(await readSettings(db), typed);
  return { ...outcome, trial: await tryStoredComments(db, { settings, ...screenTrial }) };
}

const listTyped = (form: SettingInput[]) => Object.fromEntries(form.map((one) => [one.key, one.typed]));

function findTextPage(key: string): BuiltInPage | undefined {
  return builtInPages.find((page) => key === `pages.${page}`);
}
