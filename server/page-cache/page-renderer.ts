import { databaseFailures } from "#db/guarded-pool.ts";
import { everythingTag } from "#db/invalidation.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { translator } from "#i18n/translator.ts";
import { splitAddress } from "#lib/split-address.ts";
import {
  outageRetrySeconds,
  type RefusalOptions,
  type RefusalStatus,
  refusalHeaders,
  refusalHtml,
  type SiteAppearance,
} from "../http/guard/refusal.ts";
import { toRefusalFrame } from "../http/guard/refusal-frame.ts";
import type { Withdrawal } from "../http/guard/withdrawal.ts";
import { type CompressedData, compressData } from "../http/hydration/hydration-data.ts";
import { collapseRedirect } from "./collapsed-redirect.ts";
import { hashContent } from "./etag.ts";
import type { PageKey } from "./key.ts";
import { contentAge } from "./last-modified.ts";
import { notFoundRoute } from "./next/internals.ts";
import { isReaderPage } from "./next/late-hydration.ts";
import { readableNotFound } from "./next/not-found.ts";
import { type CapturedResponse, RenderTimeoutError } from "./next/render.ts";
import { type CachedPage, fingerprintOf, makePage, type PageParts } from "./page.ts";
import type { Render } from "./pages.ts";
import { makeSharedResponse, type ResponseSettings } from "./shared-response.ts";

interface RendererOptions {
  ask(key: Pick<PageKey, "url" | "headers">): Promise<CapturedResponse>;
  settings(): Promise<ResponseSettings>;
  appearance(): SiteAppearance;
  /** The withdrawn article or page at an address (path and meaningful query) that answers 404. */
  withdrawn(address: string): Promise<Withdrawal | undefined>;
  failed?(key: PageKey, error: unknown): void;
}

/** What a page depends on, and when it expires (ms of the process's clock). */
interface PageLife {
  tags: readonly string[];
  expiresAt: number;
  /** Another instance has rendered it. */
  isFromInstance?: true;
}

/**
 * The result of a render. `unchanged`: the caller's page with this `source` still has the right content. `shared` may be
 * stored; `data` is what the page's loader requests later. `busy`: the render was abandoned because it took too long.
 */
export type RenderedPage =
  | ({ kind: "shared"; page: PageParts; data: CompressedData | undefined } & PageLife)
  | ({ kind: "unchanged"; source: string } & PageLife)
  | { kind: "failed"; page: PageParts }
  | { kind: "private" }
  | { kind: "busy" };

/**
 * Renders a page. `sources`: the fingerprints (`CachedPage.source`) of the pages that the caller has. `isFromPrimary`: with
 * everything that was committed, whatever the replica.
 */
export type RenderPage = (key: PageKey, sources: readonly string[], isFromPrimary?: boolean) => Promise<RenderedPage>;

/**
 * Creates the function that asks Next, classifies the response and finishes its content. A failed render is a 503 if a
 * query failed because the database was unavailable, `busy` if it took too long, else a 500: Next reports only that there
 * was an error.
 */
export function pageRenderer(options: RendererOptions): RenderPage {
  return async (key, sources) => {
    const failuresBefore = databaseFailures();
    let cause: unknown;
    try {
      const rendered = await renderPage(options, key, sources);
      if (rendered) return rendered;
    } catch (error) {
      cause = error;
    }
    const isOutage = databaseFailures() !== failuresBefore || isDatabaseUnavailable(cause);
    if (cause !== undefined && !isOutage) options.failed?.(key, cause);
    if (cause instanceof RenderTimeoutError && !isOutage) return { kind: "busy" };
    const refusal = isOutage
      ? refusalPage(503, options.appearance(), { retryAfter: outageRetrySeconds, outage: true })
      : refusalPage(500, options.appearance());
    return { kind: "failed", page: refusal };
  };
}

/** Renders the page; throws, or returns undefined, if Next did not render it. */
async function renderPage(
  options: RendererOptions,
  key: PageKey,
  sources: readonly string[],
): Promise<RenderedPage | undefined> {
  let captured = await options.ask(key);
  captured = await collapseRedirect(captured, key, options.ask);
  captured = await readableNotFound(captured, key, options.ask);
  if (captured.status >= 500) return undefined;
  const { status, headers, body, reads } = captured;
  if (reads.personal !== undefined || headers["set-cookie"]) {
    options.failed?.(key, new Error(`A shared page read ${reads.personal ?? "a cookie that it sets"}.`));
    return { kind: "private" };
  }
  const { expiresAt } = reads;
  const tags = [...reads.tags, everythingTag];
  const withdrawn = status === 404 && key.page !== notFoundRoute ? await options.withdrawn(key.page) : undefined;
  if (withdrawn) {
    // The body is the site's 404 page (`readableNotFound`).
    const frame = toRefusalFrame(body.toString("utf8"), translator()("account.title"));
    const page = refusalPage(410, { ...options.appearance(), frame }, { ...withdrawn, page: key.page });
    return { kind: "shared", page, data: undefined, tags, expiresAt };
  }
  const settings = await options.settings();
  const reader = isReaderPage(splitAddress(key.page).path);
  const source = hashContent(
    JSON.stringify([status, headers["content-type"], headers.location, settings, reader]),
    body,
  );
  // Most renders return the same content, which need not be hashed and compressed again.
  if (sources.includes(source)) return { kind: "unchanged", source, tags, expiresAt };
  const { data, ...parts } = makeSharedResponse(captured, key.page, settings);
  const page = { ...parts, dataAddress: data?.address, source, fingerprint: fingerprintOf(parts) };
  return { kind: "shared", page, data: data && compressData(data), tags, expiresAt };
}

/**
 * Turns the results of renders into pages of the cache. For an unchanged page the caller's own is used again; the data of
 * a new page is stored before the page is sent.
 * @param now the clock for the dates of feeds; undefined: feeds have none (`contentAge`)
 */
export function reusePages(
  render: RenderPage,
  storeData: (data: CompressedData) => void,
  now: (() => number) | undefined,
): Render {
  // All unknown addresses share one page: prepared once, and held in memory once.
  let lastAbsent: CachedPage | undefined;
  return async (key, previous, isFromPrimary) => {
    const known = [previous, lastAbsent].filter((page) => page !== undefined);
    const rendered = await render(
      key,
      known.map(({ source }) => source),
      isFromPrimary,
    );
    if (rendered.kind === "unchanged") {
      const { source, tags, expiresAt, isFromInstance } = rendered;
      const page = known.find((candidate) => candidate.source === source);
      if (!page) throw new Error("A render returned an unchanged page that is not in memory.");
      return { kind: "shared", page, tags, expiresAt, ...(isFromInstance && { isFromInstance }) };
    }
    if (rendered.kind === "failed") return { kind: "failed", page: makePage(rendered.page) };
    if (rendered.kind === "private" || rendered.kind === "busy") return rendered;
    const { data, tags, expiresAt, isFromInstance } = rendered;
    if (data) storeData(data);
    const page = makePage(rendered.page, now && contentAge(rendered.page, previous, now()));
    if (page.status === 404) lastAbsent = page;
    return { kind: "shared", page, tags, expiresAt, ...(isFromInstance && { isFromInstance }) };
  };
}

function refusalPage(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions = {}): PageParts {
  const headers = refusalHeaders(appearance.secure, options.retryAfter);
  return { status, headers, body: Buffer.from(refusalHtml(status, appearance, options)), source: "" };
}
