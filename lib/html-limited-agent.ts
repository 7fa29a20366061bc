/**
 * Appended to the user agent for documents that Next renders for one client. next.config.ts names it in
 * `htmlLimitedBots`, for which Next renders a page completely, head first, with its true status. (Its default list does
 * the same for some robots.)
 */
export const htmlLimitedAgent = "vigie-whole-page";

/** The browser's own user agent, without our suffix. */
export function browserUserAgent(userAgent: string | null): string {
  return (userAgent ?? "").replace(` ${htmlLimitedAgent}`, "");
}
