import { isSettingKey, parseSetting } from "#features/settings/schema.ts";
import { sharedSettingsKey } from "#server/cluster/shared-settings.ts";
import type { Check } from "./check.ts";

/**
 * Notes that the software itself stores with the settings (server/process/first-start.ts, server/cli/demo/install.ts,
 * server/cluster/shared-settings.ts).
 */
const internalKeys = new Set(["start.first", "demo.installedAt", sharedSettingsKey]);

export const settings: Check = {
  name: "settings",
  about: "Each stored setting is one that this version knows, with a value it accepts.",
  async *find({ sql }) {
    const rows = await sql<{ key: string; value: unknown }[]>`select key, value from settings order by key`;
    for (const { key, value } of rows) {
      if (internalKeys.has(key)) continue;
      if (!isSettingKey(key)) yield `${key} is not a setting of this version`;
      else if (!parseSetting(key, value).success) yield `${key} has a value that does not fit: its preset holds`;
    }
  },
};
