import { escapeHtml as text } from "#lib/html/escape-html.ts";
import { earlyScript } from "../hydration/early-script.ts";

/** The parts of the site's 404 page around a refusal's own title and content. */
export interface RefusalFrame {
  /** Up to the text of the title. */
  start: string;
  /** From the end of the title to the content. */
  middle: string;
  /** From the content's end: the newest articles, the foot. */
  end: string;
}

/** Replaces each element that begins with `open`, with its content, up to the first `close`. */
function replaceElements(html: string, open: string, close: string, replace: (content: string) => string): string {
  const parts: string[] = [];
  let at = 0;
  for (let begin = html.indexOf(open); begin >= 0; begin = html.indexOf(open, at)) {
    const end = html.indexOf(close, begin);
    if (end < 0) break;
    parts.push(html.slice(at, begin), replace(html.slice(begin + open.length, end)));
    at = end + close.length;
  }
  return parts.join("") + html.slice(at);
}

/**
 * Makes the frame of refusals from the site's own 404 page, which has the header, the menu, the newest articles and the foot. Its
 * scripts are removed, except the early one; its inlined stylesheets become links. Undefined if the page has another form.
 * @param account the name of the link that members get in place of the sign-in, which scripts would show
 */
export function toRefusalFrame(html: string, account: string): RefusalFrame | undefined {
  const unscripted = replaceElements(html, "<script", "</script>", () => "");
  const toLink = (style: string) => `<link rel="stylesheet" href="${style.slice(0, style.indexOf('"'))}">`;
  const linked = replaceElements(unscripted, '<style data-href="', "</style>", toLink);
  // The date would be wrong on a page that is sent from memory after midnight.
  const undated = replaceElements(linked, '<time class="today"', "</time>", () => "");
  const plain = undated.replace("<head>", () => `<head><script>${earlyScript}</script>`);
  const page = ["account", "menu-account"].reduce(
    (whole, name) =>
      replaceElements(
        whole,
        `<div class="${name}">`,
        "</div>",
        (links) =>
          `<div class="${name}"><span class="for-visitors">${links}</span><a class="for-members button" href="/account">${text(account)}</a></div>`,
      ),
    plain,
  );
  const title = page.indexOf("<title>") + "<title>".length;
  const titleEnd = page.indexOf("</title>", title);
  const main = page.indexOf('<main id="page"');
  const content = page.indexOf(">", main) + 1;
  const mainEnd = page.indexOf("</main>", content);
  if (title < "<title>".length || titleEnd < 0 || main < 0 || mainEnd < 0) return undefined;
  const latest = page.indexOf('<section aria-labelledby="latest"', content);
  const rest = latest > 0 && latest < mainEnd ? page.slice(latest) : `</div>${page.slice(mainEnd)}`;
  return {
    start: page.slice(0, title),
    middle: `${page.slice(titleEnd, content)}<div class="wide refusal">`,
    end: rest,
  };
}

interface FrameSource {
  /** The site's finished 404 page; undefined if something on it was removed or changed since. */
  find(): object | undefined;
  /** Renders it unless it is in memory. */
  load(): Promise<string | undefined>;
  account: string;
}

/** Milliseconds between two renders of the frame, however many requests are refused. */
const refreshMs = 5_000;

/**
 * Keeps the frame of refusals. A refusal uses what is in memory, so it needs neither a render nor the database. If the page is no
 * longer current, the frame is used without its articles, one of which may be withdrawn, and is made again in the background, seldom
 * enough that a flood of refused requests costs nothing.
 */
export function followRefusalFrame({ find, load, account }: FrameSource, now = () => performance.now()) {
  let frame: RefusalFrame | undefined;
  let withoutArticles: RefusalFrame | undefined;
  let source: object | undefined;
  let askedAt = Number.POSITIVE_INFINITY;
  async function refresh(): Promise<void> {
    askedAt = now();
    const html = await load().catch(() => undefined);
    const made = html === undefined ? undefined : toRefusalFrame(html, account);
    if (!made) return;
    frame = made;
    withoutArticles = { ...made, end: `</div>${made.end.slice(made.end.indexOf("</main>"))}` };
    source = find();
  }
  return {
    /** The frame for a refusal now. */
    get last(): RefusalFrame | undefined {
      const isCurrent = source !== undefined && find() === source;
      if (!isCurrent && now() - askedAt > refreshMs) void refresh();
      return isCurrent ? frame : withoutArticles;
    },
    /** Makes the frame, and keeps it current from then on. */
    refresh,
  };
}
