import { join } from "node:path";
import { readLiveSite } from "#features/wordpress/live-site/read-site.ts";
import { isSiteAddress } from "#features/wordpress/live-site/site-address.ts";
import type { SiteReading } from "#features/wordpress/live-site/site-report.ts";
import { startProgress } from "./progress.ts";
import { resolveFromCaller } from "./run-command.ts";

interface ImportSource {
  file: string;
  /** Of a live site; undefined for a file. */
  site: { reading: SiteReading; timezone: string } | undefined;
}

/** The export to import: the file that was named, or one made of the live site at that address, which is read first. */
export async function openImportSource(
  source: string,
  { dataDir, signal }: { dataDir: string; signal: AbortSignal },
): Promise<ImportSource> {
  if (!isSiteAddress(source)) return { file: resolveFromCaller(source), site: undefined };
  const progress = startProgress("Reading the site", { unit: "items" });
  let seen = 0;
  try {
    const { file, ...site } = await readLiveSite(source, {
      folder: join(dataDir, "imports"),
      signal,
      onProgress: (done, total) => {
        progress.total(total);
        progress.advance(done - seen);
        seen = done;
      },
    });
    return { file, site };
  } finally {
    progress.done();
  }
}
