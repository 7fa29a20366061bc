export const settingsTag = "settings:all";
