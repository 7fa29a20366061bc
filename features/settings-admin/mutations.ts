import type { Root } from "hast";
import type { Executor } from "#db/client.ts";
import { hasSecondStep } from "#features/auth/second-step/queries.ts";
import { findLogo } from "#features/media/queries.ts";
import {
  type BuiltInPage,
  builtInPages,
  formatPageBody,
  readBuiltInPage,
} from "#features/pages/built-in/built-in-pages.ts";
import { findLastSettingChange, readStoredSettings } from "#features/settings/change-log.ts";
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
import { isSettingKey, parseSetting, presets, type SettingKey, settingLimits } from "#features/settings/schema.ts";
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
  /** Of the value that the form showed (`hashVersion`). */
  version: string;
}

export interface SettingsOutcome {
  /** What was changed: nothing where something was refused. */
  saved: SettingKey[];
  /** A sentence per setting that was refused. */
  refusals: Partial<Record<SettingKey, string>>;
  /** After a refusal: what was typed in place of what the form had shown. The rest is shown as it is now. */
  typed: Partial<Record<SettingKey, string>>;
  /** Instead of saving: what readers would see of one page's text. */
  preview?: { key: SettingKey; title: string; body: Root };
  /** Instead of saving: the colour whose contrast was asked for, where no script says it while it is typed. */
  contrastOf?: SettingKey;
  /** Instead of saving: the step that was taken in a list of links, for forms without a script, at which place it ended, and which row it took away. */
  step?: { key: SettingKey; act: LinkAction; at: number; gone?: LinkRow };
}

class RollBack extends Error {}

/**
 * Stores what was changed in a form, all or nothing. A setting that was left as the form showed it is not touched, whatever it is by now;
 * one that somebody else changed meanwhile is refused with who and when, unless both want the same.
 */
export async function saveSettings(db: Executor, by: number, form: SettingInput[]): Promise<SettingsOutcome> {
  const outcome: SettingsOutcome = { saved: [], refusals: {}, typed: {} };
  const work = db.transaction(async (tx) => {
    // In one order, so that two forms do not wait for each other.
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

/** What a value asks for besides its shape: a message key where it lacks. A picture is in the library; who asks a second step has one. */
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

/** What is wrong with what was typed, with the setting's name in place of its key. */
function describeRefusal(code: string, key: SettingKey): string {
  const { min, max } = settingLimits(key);
  const name = translator()(`settings.of.${key}.name`);
  return refusalMessage({ ok: false, code, values: { key: `« ${name} »`, least: min, most: max } });
}

/** A stored value, or what holds in its place. */
function currentValue(key: SettingKey, stored: unknown): string | number {
  const parsed = parseSetting(key, stored ?? undefined);
  return parsed.success ? parsed.data : presets[key];
}

/** Who changed a setting last, when and to what, for a sentence. */
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

/** The settings of a form, by the names of its fields: `KEY` and `version:KEY`; a switch that is off sends nothing but its version. */
export function parseSettingsForm(fields: Record<string, unknown>): SettingInput[] {
  return Object.entries(fields).flatMap(([name, version]) => {
    const key = name.replace(/^version:/, "");
    if (!name.startsWith("version:") || !isSettingKey(key) || typeof version !== "string") return [];
    const value = fields[key];
    // As lines: a form that was open when the rows came.
    if (settingLimits(key).kind === "links" && typeof value !== "string")
      return [{ key, version, typed: formatRows(readFormRows(fields, key)) }];
    const off = settingLimits(key).kind === "switch" ? "0" : "";
    // Browsers send the ends of lines as two characters.
    return [{ key, version, typed: typeof value === "string" ? value.replaceAll("\r\n", "\n") : off }];
  });
}

/** Has the preset hold again, if the setting is what the page showed. Refused with `setting.conflict`, as a sentence of its own. */
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

/** What readers would see of the text that was typed for an editable page; undefined for any other setting. All that was typed comes back. */
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

/** One step in a list of links that is still being written; undefined for what is none. All that was typed comes back. */
export function applyLinkStep(value: string, form: SettingInput[]): SettingsOutcome | undefined {
  const step = parseStep(value);
  const list = form.find(({ key }) => key === step?.key);
  if (!step || !list || settingLimits(list.key).kind !== "links") return undefined;
  const before = parseRows(list.typed);
  const { rows, at } = applyStep(before, step, { label: "", href: "" });
  const gone = step.action === "remove" ? before[step.index] : undefined;
  const typed = { ...listTyped(form), [list.key]: formatRows(rows) };
  return { saved: [], refusals: {}, typed, step: { key: list.key, act: step.action, at, ...(gone && { gone }) } };
}

/** What was typed for a colour, to see how it reads; undefined for any other setting. All that was typed comes back. */
export function previewContrast(key: string, form: SettingInput[]): SettingsOutcome | undefined {
  if (!isThemeColour(key) || !form.some((one) => one.key === key)) return undefined;
  return { saved: [], refusals: {}, typed: listTyped(form), contrastOf: key };
}

const listTyped = (form: SettingInput[]) => Object.fromEntries(form.map((one) => [one.key, one.typed]));

function findTextPage(key: string): BuiltInPage | undefined {
  return builtInPages.find((page) => key === `pages.${page}`);
}
