/** Paths at which every site has a page of its own, so that an old page of this name is only at its new address. */
export const builtInPaths: ReadonlySet<string> = new Set([
  "/about",
  "/account",
  "/admin",
  "/comments",
  "/corrections",
  "/discussions",
  "/legal",
  "/login",
  "/menu",
  "/newsletter",
  "/notifications",
  "/privacy",
  "/register",
  "/report",
  "/rules",
  "/search",
  "/transparency",
]);

/** A page whose old address shows another page here. */
export interface HiddenAddress {
  title: string;
  /** Its path on the blog. */
  from: string;
  /** Its address here. */
  to: string;
}

/** Explains what an owner can do about them, as lines of a report. */
export function formatHiddenAddress({ title, from, to }: HiddenAddress): string {
  const isText = ["/about", "/legal", "/privacy", "/rules"].includes(from);
  const advice = isText ? "; to show it there, put its text in Settings, Pages" : "";
  return `${title}: ${from} is a page of this site; the imported page is at ${to}${advice}`;
}
