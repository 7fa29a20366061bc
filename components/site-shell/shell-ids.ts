/** Ids of the header, the menu and the skip link's target, which are on every page: no heading of a text may have one. */
export const shellIds = ["page", "menu", "appearance", "header-search", "menu-search"];
