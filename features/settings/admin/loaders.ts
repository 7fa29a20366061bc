import { database } from "#db/client.ts";
import { listLogos } from "#features/media/queries.ts";
import { concernsModerators, describeSetting, keysOf, settingGroups } from "./describe.ts";
import { listChanges, readStored } from "./queries.ts";

/** How many changes the page shows. */
const shownChanges = 50;

/** The settings by group as they are stored now, never a cached copy, and the last changes: all of it for who may change them. */
export async function loadSettings(options: { all: boolean; before?: number | undefined }) {
  const db = database();
  const seen = settingGroups.filter((group) => options.all || concernsModerators(group));
  // Asked for by their keys: pages of changes that a moderator may not see would be empty ones.
  const keys = options.all ? undefined : seen.flatMap(keysOf);
  const [stored, changes] = await Promise.all([
    readStored(db),
    listChanges(db, shownChanges + 1, { before: options.before, keys }),
  ]);
  const groups = seen.map((group) => ({ group, settings: keysOf(group).map((key) => describeSetting(key, stored)) }));
  const pictures = options.all ? await listLogos(db, [stored["look.logo"], stored["look.logoDark"]]) : [];
  return {
    groups,
    pictures,
    changes: changes.slice(0, shownChanges),
    older: changes.length > shownChanges ? changes[shownChanges - 1]?.id : undefined,
  };
}
