/** What is arranged by hand on pages of its own; who changed it stands in the list of changes with the settings (i18n `settings.arranged`). */
export const arrangedKeys = ["home.order", "taxonomy.categories", "taxonomy.tags"] as const;
export type ArrangedKey = (typeof arrangedKeys)[number];

export function isArrangedKey(key: string): key is ArrangedKey {
  return arrangedKeys.some((one) => one === key);
}
