/**
 * @typedef {object} KeptPage An article that a browser keeps.
 * @property {string} path
 * @property {string} title As HTML: the text of the page's own title element.
 * @property {number} at When it was last opened (ms).
 * @property {number} bytes Of its document and files.
 * @property {string[]} files Addresses of the pictures, fonts and scripts that it used.
 */

/** How much a browser keeps: a few weeks of one reader's articles. */
export const keptLimits = { pages: 40, bytes: 24 * 1024 * 1024, filesOfPage: 60 };

/**
 * Whether a path is that of an article, the only pages that are kept.
 * @param {string} path
 */
export const isArticlePath = (path) => /^\/articles\/[^/]+$/.test(path);

/**
 * Whether a path is that of a file that kept articles need.
 * @param {string} path
 */
export const isFilePath = (path) => path.startsWith("/media/") || path.startsWith("/_next/static/");

/**
 * Whether a response may be kept: a complete page that is the same for everyone and that caches may store.
 * @param {Pick<Response, "status" | "type" | "redirected" | "headers">} response
 */
export function mayBeKept({ status, type, redirected, headers }) {
  const caching = headers.get("cache-control") ?? "no-store";
  const isHtml = (headers.get("content-type") ?? "").startsWith("text/html");
  return status === 200 && type === "basic" && !redirected && isHtml && !/no-store|private/.test(caching);
}

/**
 * The title of a page, as HTML: the headline, without the site's name.
 * @param {string} html
 */
export function titleOf(html) {
  const start = html.indexOf('<meta property="og:title" content="');
  const [, content = ""] = start < 0 ? [] : html.slice(start, start + 2_000).split('content="');
  return (content.split('"')[0] ?? "").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Adds a page, or replaces it, and drops the pages that were opened longest ago beyond the limits.
 * @param {readonly KeptPage[]} pages The last opened first.
 * @param {KeptPage} page
 * @param {{ pages: number, bytes: number }} [limits]
 * @returns {{ kept: KeptPage[], dropped: KeptPage[] }}
 */
export function addPage(pages, page, limits = keptLimits) {
  const all = [page, ...pages.filter(({ path }) => path !== page.path)];
  let bytes = 0;
  const end = all.findIndex((one, index) => {
    bytes += one.bytes;
    return index >= limits.pages || bytes > limits.bytes;
  });
  return end < 0 ? { kept: all, dropped: [] } : { kept: all.slice(0, end), dropped: all.slice(end) };
}

/**
 * The files of dropped pages that no kept page uses.
 * @param {readonly KeptPage[]} kept
 * @param {readonly KeptPage[]} dropped
 */
export function listUnusedFiles(kept, dropped) {
  const used = new Set(kept.flatMap(({ files }) => files));
  return [...new Set(dropped.flatMap(({ files }) => files))].filter((file) => !used.has(file));
}

/** Longest address of a check: servers and proxies accept as much. */
const maxCheckLength = 1_800;

/**
 * The addresses with which a browser asks which of its articles still exist, each for as many as fit.
 * @param {readonly KeptPage[]} pages
 * @returns {{ address: string, paths: string[] }[]}
 */
export function listChecks(pages) {
  /** @type {{ address: string, paths: string[] }[]} */
  const checks = [];
  for (const { path } of pages) {
    const parameter = `a=${path.slice("/articles/".length)}`;
    const last = checks.at(-1);
    if (last && last.address.length + parameter.length < maxCheckLength) {
      last.address += `&${parameter}`;
      last.paths.push(path);
    } else checks.push({ address: `/offline/articles?${parameter}`, paths: [path] });
  }
  return checks;
}

/**
 * Writes when a page was opened, as the site writes its dates (`long` in lib/dates.ts).
 * @param {number} at
 * @param {{ locale: string, zone: string }} site
 */
export function writeDate(at, { locale, zone }) {
  const format = new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { day, month, year, hour = "", minute } = parts;
  if (locale !== "fr") return `${day}\u00a0${month} ${year} at ${hour.padStart(2, "0")}:${minute}`;
  const time = `${Number(hour)}\u00a0h${minute === "00" ? "" : `\u00a0${minute}`}`;
  return `${day === "1" ? "1er" : day}\u00a0${month} ${year} à ${time}`;
}

/**
 * Writes the list of kept articles into the offline page.
 * @param {string} html
 * @param {readonly KeptPage[]} pages
 * @param {(at: number) => string} formatDate
 * @param {string} intro As HTML.
 */
export function writeList(html, pages, formatDate, intro) {
  const items = pages.map(
    ({ path, title, at }) => `<li><a href="${path}">${title || path}</a> <time>${formatDate(at)}</time></li>`,
  );
  if (items.length === 0) return html;
  return html.replace('<div data-kept="">', () => `<div data-kept=""><p>${intro}</p><ul>${items.join("")}</ul>`);
}

/**
 * Adds the notice that a page is a kept one.
 * @param {string} html
 * @param {string} notice As HTML.
 */
export function addNotice(html, notice) {
  const end = html.lastIndexOf("</body>");
  const element = `<p class="offline-notice" role="status">${notice}</p>`;
  return end < 0 ? html : html.slice(0, end) + element + html.slice(end);
}

/**
 * Removes the scripts at the end of the offline page: with them, React would remove the list.
 * @param {string} html
 */
export function withoutLateScripts(html) {
  const end = html.lastIndexOf("</main>");
  if (end < 0) return html;
  const [first = "", ...parts] = html.slice(end).split("<script");
  return html.slice(0, end) + first + parts.map((part) => part.slice(part.indexOf("</script>") + 9)).join("");
}
