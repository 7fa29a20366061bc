import { database } from "#db/client.ts";
import { listLogoChoices } from "#features/media/queries.ts";
import { findSpamThresholds } from "#features/screening/spam/queries.ts";
import { listSettingChanges } from "#features/settings/change-log.ts";
import { readStoredSettings } from "#features/settings/queries.ts";
import {
  describeSetting,
  isModerationGroup,
  listGroupKeys,
  settingGroups,
  withThresholds,
} from "./describe-setting.ts";

/** Number of changes per page. */
const changesPerPage = 50;

/**
 * Loads the settings by group as stored now, never from a cache, and the last changes. Administrators get all of them.
 */
export async function loadSettings(options: { all: boolean; before?: number | undefined }) {
  const db = database();
  const visibleGroups = settingGroups.filter((group) => options.all || isModerationGroup(group));
  // Filtered in the query: otherwise pages that contain only changes hidden from moderators would be empty.
  const keys = options.all ? undefined : visibleGroups.flatMap(listGroupKeys);
  const [stored, thresholds, changes] = await Promise.all([
    readStoredSettings(db),
    findSpamThresholds(db),
    listSettingChanges(db, changesPerPage + 1, { before: options.before, keys }),
  ]);
  const groups = visibleGroups.map((group) => ({
    group,
    settings: listGroupKeys(group).map((key) => withThresholds(describeSetting(key, stored), thresholds)),
  }));
  const pictures = options.all ? await listLogoChoices(db, [stored["look.logo"], stored["look.logoDark"]]) : [];
  return {
    groups,
    pictures,
    changes: changes.slice(0, changesPerPage),
    older: changes.length > changesPerPage ? changes[changesPerPage - 1]?.id : undefined,
  };
}
