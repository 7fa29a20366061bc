export const settingsCacheTag = "settings:all";
