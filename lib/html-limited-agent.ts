/**
 * Put behind the browser's own words for documents that Next renders for one client: next.config.ts names it in `htmlLimitedBots`, for which
 * Next renders a page whole, head first, with its true status. (Its default list does the same for some robots.)
 */
export const htmlLimitedAgent = "vigie-whole-page";

/** The browser's own words, as they came. */
export function browserUserAgent(userAgent: string | null): string {
  return (userAgent ?? "").replace(` ${htmlLimitedAgent}`, "");
}
