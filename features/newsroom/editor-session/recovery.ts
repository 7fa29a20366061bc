import { haveSameContent, type LocalCopy } from "./local-copies.ts";
import type { Tab } from "./ports.ts";
import type { Fields } from "./state.ts";

interface OpenedPage {
  /** The page that saved last, before `version`. */
  lastPageKey: string | null;
  version: number;
  /** The fields that the page was rendered with; null if the author has typed since. */
  drawn: Fields | null;
  tab: Pick<Tab, "key" | "isGone">;
}

/**
 * Classifies the copies found when an article is opened, newest first: `saved`, which the server has; `continued`, the one
 * that the page continues from, because it is newer than the server's text and its tab is closed; `offered`, about
 * which the author decides.
 */
export function classifyCopies(
  copies: LocalCopy[],
  { lastPageKey, version, drawn, tab }: OpenedPage,
): { saved: LocalCopy[]; continued: LocalCopy | undefined; offered: LocalCopy[] } {
  const saved = copies.filter((copy) => drawn !== null && haveSameContent(drawn, copy.fields));
  const rest = copies.filter((copy) => !saved.includes(copy));
  const continued =
    drawn === null
      ? undefined
      : rest.find(
          (copy) =>
            // Nobody has saved since, or only the page that wrote the copy, whose response was lost.
            (copy.version === version || copy.key === lastPageKey) &&
            (copy.tab === tab.key || tab.isGone(copy.tab) === true),
        );
  return { saved, continued, offered: rest.filter((copy) => copy !== continued) };
}

/** Whether no open tab still writes this copy. */
export function isAbandoned(copy: LocalCopy, tab: Pick<Tab, "key" | "isGone">): boolean {
  return copy.tab === tab.key || tab.isGone(copy.tab) !== false;
}
