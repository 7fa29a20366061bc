import { getSearchPage, isIndexBeingFilled } from "#features/search/cached.ts";
import { findEmergencyPage } from "#features/search/html/emergency-page.ts";
import { writeRefusal, writeResults, writeStart } from "#features/search/html/write-content.ts";
import { parseSearchRequest, searchPath } from "#features/search/request/address.ts";
import { isEmptySearch, type SearchRequest } from "#features/search/rules.ts";
import { getNavigationCategories } from "#features/taxonomy/cached.ts";
import { translator } from "#i18n/translator.ts";
import { newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { splitAddress } from "#lib/split-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import type { PageKey } from "../page-cache/key.ts";
import { makePage } from "../page-cache/page.ts";
import type { RenderedPage, RenderPage } from "../page-cache/page-renderer.ts";
import type { Render } from "../page-cache/pages.ts";
import { searchPagePath } from "../page-cache/shared-routes.ts";

type Shell = Extract<RenderedPage, { kind: "shared" }> & { since: number; html: string };

interface SearchPagesOptions {
  invalidations: InvalidationLog;
  storeData(data: NonNullable<Shell["data"]>): void;
  /** The time zone of the site. The page around the results depends on the settings already. */
  zone(): Promise<string>;
}

/** Whether it is a search page as HTML, not a payload of the client router. */
export const isSearchPage = ({ page, kind }: Pick<PageKey, "page" | "kind">) =>
  kind === "html" && splitAddress(page).path === searchPagePath;

/**
 * Creates the function that renders search pages: the page around the results comes from Next, once for all searches,
 * and the results are written into it as text. Next would need 40 ms for each
 * (docs/decisions/083-results-written-into-a-kept-page.md).
 */
export function searchPageRenderer(render: RenderPage, { invalidations, storeData, zone }: SearchPagesOptions): Render {
  let loading: Promise<Shell | RenderedPage> | undefined;
  const load = async (key: PageKey): Promise<Shell | RenderedPage> => {
    const since = invalidations.sequence;
    const shell = await render({ ...key, id: searchPagePath, url: searchPagePath, page: searchPagePath }, []);
    return shell.kind === "shared" ? { ...shell, since, html: shell.page.body.toString("utf8") } : shell;
  };
  const isShell = (shell: Shell | RenderedPage): shell is Shell => "since" in shell;
  const isValid = (shell: Shell) =>
    performance.now() < shell.expiresAt && !invalidations.isInvalidatedSince(shell.tags, shell.since);
  const loadShell = async (key: PageKey) => {
    const last = loading;
    const known = await last?.catch(() => undefined);
    if (known && isShell(known) && isValid(known)) return known;
    // Another search may have begun to load it.
    if (loading === last || !loading) loading = load(key);
    return await loading;
  };
  return async (key) => {
    const shell = await loadShell(key);
    if (shell.kind === "failed") return { kind: "failed", page: makePage(shell.page) };
    if (!isShell(shell)) return { kind: shell.kind === "busy" ? "busy" : "private" };
    const request = parseSearchRequest(new URLSearchParams(splitAddress(key.page).query));
    const scope = newReadScope();
    const content = await runInReadScope(scope, () => writeSearchContent(request, zone));
    if (shell.data) storeData(shell.data);
    const { page, tags, expiresAt } = shell;
    const body = Buffer.from(fillShell(shell.html, request, content));
    return {
      kind: "shared",
      page: makePage({
        status: page.status,
        headers: page.headers,
        dataAddress: page.dataAddress,
        body,
        source: "",
        isSeldomRequested: true,
      }),
      tags: [...new Set([...tags, ...scope.tags])],
      expiresAt: Math.min(expiresAt, scope.expiresAt),
    };
  };
}

/** Writes what belongs below the field, in a read scope. */
export async function writeSearchContent(request: SearchRequest, zone: SearchPagesOptions["zone"]): Promise<SafeHtml> {
  if (isEmptySearch(request)) return writeStart((await getNavigationCategories()).slice(0, 12));
  const found = await getSearchPage(request);
  if (!found.ok) return writeRefusal(found);
  return writeResults(found.value, {
    zone: await zone(),
    emergency: await findEmergencyPage(),
    isIndexBeingFilled: await isIndexBeingFilled(),
  });
}

/** Writes a search into the page that Next rendered: title, address, field, results. */
export function fillShell(shell: string, request: SearchRequest, content: SafeHtml): string {
  const t = translator();
  const { text } = request;
  const ownTitle = text === "" ? t("search.title") : t.typeset("search.pageTitle", { words: insideQuotes(text) });
  const focus = isEmptySearch(request) ? html` autofocus=""` : null;
  let title = "";
  const page = shell
    .replace(/<title>([^<]*)<\/title>/, (_, whole: string) => {
      // The rest is the name of the site, as Next has escaped it.
      title = html`${ownTitle}`.text + whole.slice(html`${t("search.title")}`.text.length);
      return `<title>${title}</title>`;
    })
    .replace('<input id="search"', () => html`<input id="search" value="${text}"${focus}`.text)
    .replace('<div id="search-content"></div>', () => {
      return `<div id="search-content" data-title="${title.replaceAll('"', "&quot;")}">${content.text}</div>`;
    });
  const address = absoluteUrl(searchPath(request));
  return fillPreviewTags(page, [
    [html`property="og:title"`, t("search.title"), ownTitle],
    [html`name="twitter:title"`, t("search.title"), ownTitle],
    [html`property="og:url"`, absoluteUrl(searchPagePath), address],
  ]);
}

/** Replaces what previews of a shared link show. */
function fillPreviewTags(page: string, tags: (readonly [name: SafeHtml, common: string, own: string])[]): string {
  const write = (name: SafeHtml, content: string) => html`<meta ${name} content="${content}"`.text;
  return tags.reduce(
    (filled, [name, common, own]) => filled.replace(write(name, common), () => write(name, own)),
    page,
  );
}
