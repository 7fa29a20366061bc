import path from "node:path";
import type { Executor } from "#db/client.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { type NextHandler, nextRenderer } from "../page-cache/next/render.ts";
import { readStylesheetLinks } from "../page-cache/next/stylesheet-links.ts";
import { pageRenderer, type RenderPage } from "../page-cache/page-renderer.ts";
import { findWithdrawal } from "./guard/withdrawal.ts";
import { loadStylesheets } from "./hydration/inline-stylesheets.ts";
import { followServerSettings } from "./server-settings.ts";

interface PageRendererOptions {
  next: NextHandler;
  db: Executor;
  /** The project's folder, with `.next`. */
  folder: string;
  siteUrl: string;
}

/** Creates the function that renders shared pages with Next in this thread. */
export async function openPageRenderer({ next, db, folder, siteUrl }: PageRendererOptions): Promise<RenderPage> {
  const secure = siteUrl.startsWith("https:");
  const build = path.join(path.resolve(folder), ".next");
  const [links, stylesheetOf] = await Promise.all([readStylesheetLinks(build), loadStylesheets(build)]);
  const settings = followServerSettings(db, invalidations);
  return pageRenderer({
    ask: nextRenderer(next, siteUrl),
    settings: async () => {
      const { lateHydration, offlineReading } = await settings.now();
      return { lateHydration, offlineReading, retriesData: env().VIGIE_CLUSTER, secure, stylesheetOf };
    },
    appearance: () => ({ ...links, siteName: settings.last.siteName, zone: settings.last.zone, secure }),
    withdrawn: (address) => findWithdrawal(db, address),
    failed: (key, error) => log.error({ err: error, url: key.url }, "a page could not be rendered"),
  });
}
