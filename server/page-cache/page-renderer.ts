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
import { fingerprint } from "./etag.ts";
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
  /** Stores the data that a page leaves to its loader. */
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
 * The render that `Pages` runs: asks Next, judges the answer and makes all its forms. One that fails is a 503 where a query failed meanwhile because
 * the database was away, else a 500: Next says no more of an error than that there was one.
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

/** Throws, or gives nothing, where Next did not make the page. */
function successfulRenderer(options: RendererOptions) {
  // The page for unknown addresses is the same for all of them: made once, and once in memory however many share it.
  let lastAbsent: CachedPage | undefined;
  return async (...[key, previous, known]: Parameters<Render>): Promise<RenderOutcome | undefined> => {
    // Where a page stood there is hardly nothing; if so, Next says it.
    const isNew = key.kind === "html" && previous?.status !== 200;
    const nothing = isNew ? await options.absent(key.page) : undefined;
    const again = known && previous?.status === 200 ? await inOnePass(key, known, options.ask) : undefined;
    const onePass = again !== undefined;
    let captured = again ?? (nothing && (await notFoundUnder(nothing, options.ask))) ?? (await options.ask(key));
    if (key.kind === "payload" && captured.status === 200 && !isShared(captured)) {
      // Next makes a payload anew for each client until the page itself was made once: make it, and ask again.
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
    const source = fingerprint(
      JSON.stringify([status, headers["content-type"], headers.location, settings, reader]),
      body,
    );
    // Most refreshes bring what is there already: nothing to hash, nothing to compress.
    const same = [previous, lastAbsent].find((candidate) => candidate?.source === source);
    if (same) return { kind: "shared", page: same, tags, onePass };
    const answer = makeSharedResponse(captured, key.page, settings);
    const [page] = await Promise.all([makePage({ ...answer, source }), answer.data && options.keep(answer.data)]);
    if (status === 404) lastAbsent = page;
    return { kind: "shared", page, tags, onePass };
  };
}

/** How React marks a part that failed, or was still waiting, and is left to the browser. As a whole, the page would have failed, or waited. */
const missingParts = ["<!--$!-->", "<!--$?-->"];

/**
 * A page that is known to be shared, made again in one pass: it was asked for by nobody, so it is nobody's, whatever Next says. Undefined
 * where it has become anything else than a page, or where it is not known what it depends on; whether it can be made at all, the whole page says.
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
  // What it depended on before counts too: tags that only the whole page has, and data that another render was just making.
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
