import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, settingChanges, settings } from "#db/schema.ts";
import { allSettings, isSettingKey, type SettingKey, type Settings, settingsSchema } from "./schema.ts";
import type { ManagedList } from "./theme-colours.ts";

/** Reads the stored values for editing: an empty text stays empty, where `readSettings` returns the built-in one. */
export async function readStoredSettings(db: Executor): Promise<Settings> {
  const rows = await db.select({ key: settings.key, value: settings.value }).from(settings);
  const fitting = rows.filter(({ key, value }) => isSettingKey(key) && settingsSchema[key].safeParse(value).success);
  return allSettings.parse(Object.fromEntries(fitting.map(({ key, value }) => [key, value])));
}

export interface SettingChange {
  id: number;
  key: string;
  before: unknown;
  after: unknown;
  at: Date;
  /** Null: the command line, or a deleted account. */
  by: string | null;
  byMember: boolean;
}

/** Lists who changed what, newest first; `before`: only older changes; `keys`: only of these settings. */
export async function listSettingChanges(
  db: Executor,
  limit: number,
  { before, keys }: { before?: number | undefined; keys?: string[] | undefined } = {},
): Promise<SettingChange[]> {
  const rows = await db
    .select({
      id: settingChanges.id,
      key: settingChanges.key,
      before: settingChanges.before,
      after: settingChanges.after,
      at: settingChanges.createdAt,
      by: members.name,
      actorId: settingChanges.actorId,
    })
    .from(settingChanges)
    .leftJoin(members, eq(members.id, settingChanges.actorId))
    .where(
      and(before === undefined ? undefined : lt(settingChanges.id, before), keys && inArray(settingChanges.key, keys)),
    )
    .orderBy(desc(settingChanges.id))
    .limit(limit);
  return rows.map(({ actorId, ...row }) => ({ ...row, byMember: actorId !== null }));
}

/** Finds who changed a setting last, and when. */
export async function findLastSettingChange(db: Executor, key: SettingKey | ManagedList) {
  const [row] = await db
    .select({ by: members.name, at: settingChanges.createdAt, actorId: settingChanges.actorId })
    .from(settingChanges)
    .leftJoin(members, eq(members.id, settingChanges.actorId))
    .where(and(eq(settingChanges.key, key)))
    .orderBy(desc(settingChanges.id))
    .limit(1);
  return row;
}
