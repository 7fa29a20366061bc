import type { Executor } from "#db/client.ts";
import { type StoredTrial, screenTrial, tryStoredComments } from "#features/moderation/try-out/queries.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings, readStoredSettings } from "#features/settings/queries.ts";
import { parseSetting, type Settings } from "#features/settings/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { saveSettings } from "../mutations.ts";
import { protectionParts, switchParts } from "./rules.ts";

export interface ProtectionOutcome {
  /** The names of the ticked parts. */
  on: string[];
  /** Instead of saving: what these parts would have held or flagged among the newest comments. */
  trial?: StoredTrial;
}

type Fields = Record<string, unknown>;

/** A ticked part sends `part:NAME`. */
const readTicked = (fields: Fields) =>
  protectionParts.map(({ name }) => name).filter((name) => fields[`part:${name}`] !== undefined);

/** Tries the ticked parts, saved or not, on the newest comments. */
export async function tryProtection(db: Executor, fields: Fields): Promise<ProtectionOutcome> {
  const on = readTicked(fields);
  const settings = await readSettings(db);
  const changes = switchParts(new Set(on), settings).flatMap(([key, typed]) => {
    const parsed = parseSetting(key, typed);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  const tried: Settings = Object.assign(settings, Object.fromEntries(changes));
  return { on, trial: await tryStoredComments(db, { settings: tried, ...screenTrial }) };
}

/**
 * Switches parts on and off as ticked, and ends the reminder. Refused with `setting.conflictElsewhere` if somebody changed one of these
 * settings since the form was shown (`version:KEY`).
 */
export async function confirmProtection(db: Executor, by: number, fields: Fields): Promise<Result<ProtectionOutcome>> {
  const on = readTicked(fields);
  const changes = switchParts(new Set(on), await readStoredSettings(db));
  const { refusals } = await saveSettings(
    db,
    by,
    changes.map(([key, typed]) => ({ key, typed, version: String(fields[`version:${key}`] ?? "") })),
  );
  const [message] = Object.values(refusals);
  if (message !== undefined) return refused("setting.partConflict");
  await endSetupReminder(db, by);
  return ok({ on });
}

/** Administrators are no longer reminded to review what screening does. */
export async function endSetupReminder(db: Executor, by: number): Promise<void> {
  await setSetting(db, "moderation.setupReminder", "0", by);
}
