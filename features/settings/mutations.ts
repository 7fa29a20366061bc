import { eq, sql } from "drizzle-orm";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { settingChanges, settings } from "#db/schema/settings.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { ManagedList } from "./change-log.ts";
import { isSettingKey, parseSetting, type SettingKey, settingKeys, settingLimits } from "./schema.ts";

/**
 * Stores one setting and records who changed it (`by`: a member; null: the command line). Pages are invalidated at
 * commit, and only if the value changed. Refused with `setting.unknown` (values: key, known) or `setting.empty`,
 * `setting.tooLong`, `setting.notWhole` (values: key, min, max).
 */
export async function setSetting(
  tx: Executor,
  key: string,
  typed: unknown,
  by: number | null = null,
): Promise<Result<{ key: SettingKey; value: string | number; changed: boolean }>> {
  if (!isSettingKey(key)) return refused("setting.unknown", undefined, { key, known: settingKeys.join(", ") });
  const parsed = parseSetting(key, typed);
  if (!parsed.success) {
    const { min, max } = settingLimits(key);
    return refused(parsed.error.issues[0]?.message ?? "setting.unknown", undefined, { key, min, max });
  }
  const value = parsed.data;
  return tx.transaction(async (inner) => {
    const before = await lockSetting(inner, key);
    const changed = await inner
      .insert(settings)
      .values({ key, value })
      .onConflictDoUpdate({
        target: settings.key,
        set: { value: sql`excluded.value`, updatedAt: sql`now()` },
        setWhere: sql`${settings.value} is distinct from excluded.value`,
      })
      .returning({ key: settings.key });
    if (changed.length > 0) await recordSettingChange(inner, key, before, value, by);
    return ok({ key, value, changed: changed.length > 0 });
  });
}

/** Restores the preset; returns false if it is already in effect. */
export async function resetSetting(tx: Executor, key: SettingKey, by: number | null = null): Promise<boolean> {
  return tx.transaction(async (inner) => {
    const before = await lockSetting(inner, key);
    const deleted = await inner.delete(settings).where(eq(settings.key, key)).returning({ key: settings.key });
    if (deleted.length > 0) await recordSettingChange(inner, key, before, null, by);
    return deleted.length > 0;
  });
}

/** Serialises changes of a setting, even of one without a row yet; returns the stored value, null if there is none. */
export async function lockSetting(tx: Executor, key: SettingKey): Promise<unknown> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('setting'), hashtext(${key}))`);
  const [row] = await tx.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return row?.value ?? null;
}

async function recordSettingChange(
  tx: Executor,
  key: SettingKey,
  before: unknown,
  after: unknown,
  actorId: number | null,
) {
  await tx.insert(settingChanges).values({ key, before, after, actorId });
  await invalidateTags(tx, [settingsCacheTag]);
}

/**
 * Records a change of a list that has its own admin page, each state as lines of text. The caller invalidates the cache
 * tags.
 */
export async function recordListChange(
  tx: Executor,
  key: ManagedList,
  before: string[],
  after: string[],
  actorId: number | null,
): Promise<void> {
  await tx.insert(settingChanges).values({ key, before, after, actorId });
}
