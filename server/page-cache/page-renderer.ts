import { databaseFailures } from "#db/guarded-pool.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
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
import { isReaderPage, type LateHydratedPage } from "./next/late-hydration.ts";
import { notFoundUnder, readableNotFound } from "./next/not-found.ts";
import type { CapturedResponse } from "./next/render.ts";
import { type CachedPage, makePage } from "./page.ts";
import type { Render } from "./pages.ts";
import { isShared, makeSharedResponse, type ResponseSettings } from "./shared-response.ts";

interface RendererOptions {
  ask(key: Pick<PageKey, "url" | "headers">, onePass?: boolean): Promise<CapturedResponse>;
  settings(): Promise<ResponseSettings>;
  appearance(): SiteAppearance;
  /** Stores the page data that its loader requests later. */
  keep(data: NonNullable<LateHydratedPage["data"]>): Promise<void>;
  /**
   * The note to readers ("" if none) at an address (path and meaningful query) that answers 404 because it was
   * withdrawn.
   */
  withdrawn(address: string): Promise<string | undefined>;
  /** For an address that does not exist: the tags that are invalidated once it does; undefined if Next must look. */
  absent(address: string): Promise<string[] | undefined>;
  failed?(key: PageKey, error: unknown): void;
}

/**
 * Creates the render function of `Pages`: it asks Next, classifies the response and prepares all its encodings. A failed render is a 503 if a query
 * failed because the database was unavailable, else a 500: Next reports only that there was an error.
 */
export function pageRenderer(options: RendererOptions): Render {
  const render = successfulRenderer(options);
  return async (key, previous, known): Promise<RenderOutcome> => {
    const failuresBefore = databaseFailures();
    let cause: unknown;
    try {
      const outcome = await render(key, previous, known);
      if (outcome) return outcome;
    } catch (error) {
      cause = error;
    }
    const isOutage = databaseFailures() !== failuresBefore || isDatabaseUnavailable(cause);
    if (cause !== undefined && !isOutage) options.failed?.(key, cause);
    const refusal = isOutage
      ? refusalPage(503, options.appearance(), { retryAfter: outageRetrySeconds, outage: true })
      : refusalPage(500, options.appearance());
    return { kind: "failed", page: await refusal };
  };
}

/** Renders the page; throws, or returns undefined, if Next did not render it. */
function successfulRenderer(options: RendererOptions) {
  // All unknown addresses share one page: rendered once, and held in memory once.
  let lastAbsent: CachedPage | undefined;
  return async (...[key, previous, known]: Parameters<Render>): Promise<RenderOutcome | undefined> => {
    // An address that had a page is rarely missing; if it is, Next decides.
    const isNew = key.kind === "html" && previous?.status !== 200;
    const nothing = isNew ? await options.absent(key.page) : undefined;
    const onePassResult = known && previous?.status === 200 ? await inOnePass(key, known, options.ask) : undefined;
    const onePass = onePassResult !== undefined;
    let captured =
      onePassResult ?? (nothing && (await notFoundUnder(nothing, options.ask))) ?? (await options.ask(key));
    if (key.kind === "payload" && captured.status === 200 && !isShared(captured)) {
      // Next renders a payload for each client until it has rendered the page itself: render the page, then ask again.
      await options.ask({ url: key.page, headers: {} });
      captured = await options.ask(key);
    }
    captured = await collapseRedirect(captured, key, options.ask);
    captured = await readableNotFound(captured, key, options.ask);
    if (captured.status >= 500) return undefined;
    if (!onePass && !isShared(captured)) return { kind: "private" };
    const { tags } = captured;
    const note = captured.status === 404 ? await options.withdrawn(key.page) : undefined;
    if (note !== undefined)
      return { kind: "shared", page: await refusalPage(410, options.appearance(), { note }), tags };
    const settings = await options.settings();
    const { status, headers, body } = captured;
    const reader = isReaderPage(key.page.replace(/\?.*$/s, ""));
    const source = hashContent(
      JSON.stringify([status, headers["content-type"], headers.location, settings, reader]),
      body,
    );
    // Most refreshes return the same content: nothing has to be hashed or compressed.
    const same = [previous, lastAbsent].find((candidate) => candidate?.source === source);
    if (same) return { kind: "shared", page: same, tags, onePass };
    const answer = makeSharedResponse(captured, key.page, settings);
    const [page] = await Promise.all([makePage({ ...answer, source }), answer.data && options.keep(answer.data)]);
    if (status === 404) lastAbsent = page;
    return { kind: "shared", page, tags, onePass };
  };
}

/** React's marks for a part that failed or was still pending and is left to the browser. Rendered whole, the page would have failed or waited. */
const missingParts = ["<!--$!-->", "<!--$?-->"];

/**
 * Renders a shared page again in one pass. The request has no identity, so the result is shared although Next marks it as private. Undefined if the
 * response is no longer a page, or if its tags are unknown; a whole render then decides.
 */
async function inOnePass(
  key: PageKey,
  known: readonly string[],
  ask: RendererOptions["ask"],
): Promise<CapturedResponse | undefined> {
  if (key.kind !== "html") return undefined;
  const captured = await ask(key, true).catch(() => undefined);
  if (!captured) return undefined;
  const { status, headers, tags } = captured;
  const isHtml = status === 200 && headers["content-type"]?.startsWith("text/html") && !headers["set-cookie"];
  const isPage = isHtml && !missingParts.some((mark) => captured.body.includes(mark));
  // The former tags are kept too: they include tags that only a whole render reports, and those of data that another render was computing.
  return isPage && tags ? { ...captured, tags: [...new Set([...known, ...tags])] } : undefined;
}

function refusalPage(
  status: RefusalStatus,
  appearance: SiteAppearance,
  options: RefusalOptions = {},
): Promise<CachedPage> {
  const headers = refusalHeaders(appearance.secure, options.retryAfter);
  return makePage({ status, headers, body: Buffer.from(refusalHtml(status, appearance, options)), source: "" });
}
