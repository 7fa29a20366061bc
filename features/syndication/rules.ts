/** Limits of a feed's body, as it arrives and decompressed, and of the whole request. */
export const maxFeedBytes = 5_000_000;
export const feedTimeoutMs = 20_000;
/** Items of one document that are read; feeds list 10 to 100. */
export const maxItemsPerFetch = 500;
/** Characters of an item's text that are kept as the feed wrote it. */
export const maxRawLength = 200_000;
/** Days after which an item that nobody decided about leaves the inbox. */
export const inboxDays = 30;

export const sourcesAdminPath = "/admin/sources";
export const inboxPath = "/admin/inbox";
