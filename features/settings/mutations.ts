import { sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema/site.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isSettingKey, limitsOf, parseSetting, type SettingKey, settingKeys } from "./schema.ts";
import { settingsTag } from "./tags.ts";

/**
 * Stores one setting; pages follow at commit, and only if the value changed.
 * Refused with `setting.unknown` (values: key, known) or `setting.empty`, `setting.tooLong`, `setting.notWhole` (values: key,
 * least, most).
 */
export async function setSetting(
  tx: Executor,
  key: string,
  typed: unknown,
): Promise<Result<{ key: SettingKey; value: string | number; changed: boolean }>> {
  if (!isSettingKey(key)) return refused("setting.unknown", undefined, { key, known: settingKeys.join(", ") });
  const parsed = parseSetting(key, typed);
  if (!parsed.success) {
    return refused(parsed.error.issues[0]?.message ?? "setting.unknown", undefined, { key, ...limitsOf(key) });
  }
  const value = parsed.data;
  return tx.transaction(async (inner) => {
    const changed = await inner
      .insert(settings)
      .values({ key, value })
      .onConflictDoUpdate({
        target: settings.key,
        set: { value: sql`excluded.value`, updatedAt: sql`now()` },
        setWhere: sql`${settings.value} is distinct from excluded.value`,
      })
      .returning({ key: settings.key });
    if (changed.length > 0) await announce(inner, [settingsTag]);
    return ok({ key, value, changed: changed.length > 0 });
  });
}
