import type { Executor } from "#db/client.ts";
import type { PictureImporter } from "../pictures/picture-importer.ts";
import type { ImportReport } from "../report.ts";
import type { ScannedPost } from "../scan.ts";
import type { TermImporter } from "../store/terms.ts";
import { readSources } from "./item-sources.ts";

interface WrittenItems {
  blogUrl: string;
  pages: ScannedPost[];
  articles: ScannedPost[];
  /** The report up to them. */
  report: Pick<ImportReport, "categories" | "tags" | "authors" | "pictures">;
  /** When the run began, by the database's clock. */
  startedAt: Date;
}

/**
 * Counts on from an interrupted import: terms and pictures are counted once each, so those of the items that it wrote are
 * read from the sources of these.
 */
export async function resumeCounts(
  executor: Executor,
  { blogUrl, pages, articles, report, startedAt }: WrittenItems,
  { terms, pictures }: { terms: TermImporter; pictures: PictureImporter },
): Promise<void> {
  await pictures.resume(report.pictures, startedAt);
  for (const items of [pages, articles])
    for await (const { tally, used, lost } of readSources(executor, blogUrl, items)) {
      const refs = used.flatMap((lookup) => (lookup.name === "picture" ? [lookup.argument] : []));
      pictures.addCounted(refs, lost ?? {});
      // Pages have no terms here.
      if (items === articles) terms.addCounted(tally);
    }
  await terms.resume(executor, { category: report.categories, tag: report.tags, author: report.authors });
}
