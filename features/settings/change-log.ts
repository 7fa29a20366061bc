import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, settingChanges } from "#db/schema.ts";
import type { SettingKey } from "./schema.ts";

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

/**
 * Lists that are managed on separate admin pages; their changes are recorded with those of the settings (i18n
 * `settings.managedLists`).
 */
export const managedLists = [
  "home.order",
  "taxonomy.categories",
  "taxonomy.tags",
  "taxonomy.authors",
  "stories",
  "newsletter.topics",
  "pages.own",
] as const;

export type ManagedList = (typeof managedLists)[number];

export function isManagedList(key: string): key is ManagedList {
  return managedLists.some((one) => one === key);
}
