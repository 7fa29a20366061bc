import { databaseFailures } from "#db/guarded-pool.ts";
import { everythingTag } from "#db/invalidation.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { splitAddress } from "#lib/split-address.ts";
import {
  outageRetrySeconds,
  type RefusalOptions,
  type RefusalStatus,
  refusalHeaders,
  refusalHtml,
  type SiteAppearance,
} from "../http/guard/refusal.ts";
import { collapseRedirect } from "./collapsed-redirect.ts";
import { hashContent } from "./etag.ts";
import type { RenderOutcome } from "./in-flight-renders.ts";
import type { PageKey } from "./key.ts";
import { notFoundRoute } from "./next/internals.ts";
import { isReaderPage, type LateHydratedPage } from "./next/late-hydration.ts";
import { readableNotFound } from "./next/not-found.ts";
import type { CapturedResponse } from "./next/render.ts";
import { type CachedPage, makePage } from "./page.ts";
import type { Render } from "./pages.ts";
import { makeSharedResponse, type ResponseSettings } from "./shared-response.ts";

interface RendererOptions {
  ask(key: Pick<PageKey, "url" | "headers">): Promise<CapturedResponse>;
  settings(): Promise<ResponseSettings>;
  appearance(): SiteAppearance;
  /** Stores the page data that its loader requests later. */
  keep(data: NonNullable<LateHydratedPage["data"]>): void;
  /**
   * The note to readers ("" if none) at an address (path and meaningful query) that answers 404 because it was
   * withdrawn.
   */
  withdrawn(address: string): Promise<string | undefined>;
  failed?(key: PageKey, error: unknown): void;
}

/**
 * Creates the render function of `Pages`: it asks Next, classifies the response and prepares it for sending. A failed
 * render is a 503 if a query failed because the database was unavailable, else a 500: Next reports only that there was
 * an error.
 */
export function pageRenderer(options: RendererOptions): Render {
  const render = successfulRenderer(options);
  return async (key, previous): Promise<RenderOutcome> => {
    const failuresBefore = databaseFailures();
    let cause: unknown;
    try {
      const outcome = await render(key, previous);
      if (outcome) return outcome;
    } catch (error) {
      cause = error;
    }
    const isOutage = databaseFailures() !== failuresBefore || isDatabaseUnavailable(cause);
    if (cause !== undefined && !isOutage) options.failed?.(key, cause);
    const refusal = isOutage
      ? refusalPage(503, options.appearance(), { retryAfter: outageRetrySeconds, outage: true })
      : refusalPage(500, options.appearance());
    return { kind: "failed", page: refusal };
  };
}

/** Renders the page; throws, or returns undefined, if Next did not render it. */
function successfulRenderer(options: RendererOptions) {
  // All unknown addresses share one page: rendered once, and held in memory once.
  let lastAbsent: CachedPage | undefined;
  return async (...[key, previous]: Parameters<Render>): Promise<RenderOutcome | undefined> => {
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
    const note = status === 404 && key.page !== notFoundRoute ? await options.withdrawn(key.page) : undefined;
    if (note !== undefined)
      return { kind: "shared", page: refusalPage(410, options.appearance(), { note }), tags, expiresAt };
    const settings = await options.settings();
    const reader = isReaderPage(splitAddress(key.page).path);
    const source = hashContent(
      JSON.stringify([status, headers["content-type"], headers.location, settings, reader]),
      body,
    );
    // Most renders return the same content, which need not be hashed and compressed again.
    const same = [previous, lastAbsent].find((candidate) => candidate?.source === source);
    if (same) return { kind: "shared", page: same, tags, expiresAt };
    const answer = makeSharedResponse(captured, key.page, settings);
    if (answer.data) options.keep(answer.data);
    const page = makePage({ ...answer, dataAddress: answer.data?.address, source });
    if (status === 404) lastAbsent = page;
    return { kind: "shared", page, tags, expiresAt };
  };
}

function refusalPage(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions = {}): CachedPage {
  const headers = refusalHeaders(appearance.secure, options.retryAfter);
  return makePage({ status, headers, body: Buffer.from(refusalHtml(status, appearance, options)), source: "" });
}
