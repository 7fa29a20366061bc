import { haveSameContent, type LocalCopy } from "./local-copies.ts";
import type { Tab } from "./ports.ts";
import type { Fields } from "./state.ts";

interface OpenedPage {
  /** The page that saved last, and the version that it left. */
  lastPageKey: string | null;
  version: number;
  /** What the page was drawn with; null where somebody has typed since. */
  drawn: Fields | null;
  tab: Pick<Tab, "key" | "isGone">;
}

/**
 * What becomes of the copies that are found when an article is opened, newest first: `kept` by the site, for this page was drawn with it;
 * the one that the page goes on from (`taken`), because it is newer than the site's text and its tab is gone; and those about which their
 * author decides (`offered`).
 */
export function classifyCopies(
  copies: LocalCopy[],
  { lastPageKey, version, drawn, tab }: OpenedPage,
): { kept: LocalCopy[]; taken: LocalCopy | undefined; offered: LocalCopy[] } {
  const kept = copies.filter((copy) => drawn !== null && haveSameContent(drawn, copy.fields));
  const rest = copies.filter((copy) => !kept.includes(copy));
  const taken =
    drawn === null
      ? undefined
      : rest.find(
          (copy) =>
            // Nobody has saved since, or the page that wrote it did, whose answer was lost.
            (copy.version === version || copy.key === lastPageKey) &&
            (copy.tab === tab.key || tab.isGone(copy.tab) === true),
        );
  return { kept, taken, offered: rest.filter((copy) => copy !== taken) };
}

/** Whether a copy may be looked at here: not one that another tab, which is there, goes on writing. */
export function isAbandoned(copy: LocalCopy, tab: Pick<Tab, "key" | "isGone">): boolean {
  return copy.tab === tab.key || tab.isGone(copy.tab) !== false;
}
