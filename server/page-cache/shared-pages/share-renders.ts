import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { log } from "#lib/log/log.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { RenderedPage, RenderPage } from "../page-renderer.ts";
import type { FoundPage, SharedPages } from "./shared-pages.ts";

interface ShareRendersOptions {
  pages: Pick<SharedPages, "obtain" | "store" | "release">;
  invalidations: Pick<InvalidationLog, "sequence">;
  /** Fetches the data that the loader of a page requests (a path); returns whether it is there. */
  fetchData(path: string): Promise<boolean>;
  /** Milliseconds, as in `RenderedPage.expiresAt`. */
  now?: () => number;
}

/**
 * Renders pages for all instances of a site: uses a page of another instance if it contains all that this one has
 * seen, and shares what it renders. Only pages with status 200; not searches, which anyone can make up.
 */
export function shareRenders(
  render: RenderPage,
  { pages, invalidations, fetchData, now = () => performance.now() }: ShareRendersOptions,
): RenderPage {
  return async (key, sources, isFromPrimary) => {
    // For one member, whose change the position of this process does not contain.
    if (isFromPrimary || key.hasFreeText) return render(key, sources, isFromPrimary);
    const found = await pages.obtain(key.id);
    if (found && (await hasData(found))) return toRendered(found, sources);
    const since = invalidations.sequence;
    let rendered: RenderedPage | undefined;
    try {
      rendered = await render(key, sources);
      return rendered;
    } finally {
      // Nobody waits for it.
      void share(key.id, rendered, since).catch((error) =>
        log.error({ err: error }, "A page could not be shared through Valkey: other instances render it themselves."),
      );
    }
  };

  /** A page without its data would stay without scripts. */
  async function hasData({ page: { dataAddress } }: FoundPage): Promise<boolean> {
    return dataAddress === undefined || (await fetchData(splitAddress(dataAddress).path));
  }

  function toRendered({ page, tags, expiresIn }: FoundPage, sources: readonly string[]): RenderedPage {
    const expiresAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : now() + expiresIn;
    if (sources.includes(page.source))
      return { kind: "unchanged", source: page.source, tags, expiresAt, isFromInstance: true };
    return { kind: "shared", page, data: undefined, tags, expiresAt, isFromInstance: true };
  }

  async function share(id: string, rendered: RenderedPage | undefined, since: number): Promise<void> {
    if (rendered?.kind !== "shared" && rendered?.kind !== "unchanged") return pages.release(id);
    const { tags, expiresAt } = rendered;
    const expiresIn = Number.isFinite(expiresAt) ? expiresAt - now() : undefined;
    if (rendered.kind === "unchanged") return pages.store(id, { source: rendered.source, tags, expiresIn, since });
    const { page } = rendered;
    if (page.status !== 200) return pages.release(id);
    return pages.store(id, { source: page.source, page, tags, expiresIn, since });
  }
}
