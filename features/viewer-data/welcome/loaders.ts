import { database } from "#db/client.ts";
import type { Welcome } from "#features/auth/viewer-data.ts";
import type { Role } from "#features/members/rules.ts";
import { loadWelcome } from "./describe-welcome.ts";
import { isNewcomer } from "./queries.ts";

/** Loads the welcome of a reader without an approved comment; undefined for everyone else. */
export async function loadViewerWelcome(viewer: { id: number; role: Role }): Promise<Welcome | undefined> {
  const db = database();
  return (await isNewcomer(db, viewer)) ? loadWelcome(db) : undefined;
}
