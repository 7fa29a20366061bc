import { and, asc, eq, gt, ne } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { categories, feeds, sources } from "#db/schema.ts";
import { element, escapeXml, xmlFragment } from "#lib/xml.ts";

/** Feeds that are read and written at once. */
const batchSize = 500;

/** Writes all followed feeds as an OPML list, in pieces. The category of each is its folder for other readers. */
export async function* writeOpml(db: Executor, siteName: string): AsyncGenerator<string> {
  const created = new Date().toUTCString();
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>${escapeXml(siteName)}</title><dateCreated>${created}</dateCreated></head>\n<body>\n`;
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: feeds.id,
        url: feeds.url,
        title: feeds.title,
        source: sources.name,
        siteUrl: sources.url,
        category: categories.name,
      })
      .from(feeds)
      .innerJoin(sources, eq(sources.id, feeds.sourceId))
      .leftJoin(categories, eq(categories.id, feeds.categoryId))
      .where(and(gt(feeds.id, after), ne(feeds.status, "removed")))
      .orderBy(asc(feeds.id))
      .limit(batchSize);
    yield rows.map(toOutline).join("");
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) break;
    after = last.id;
  }
  yield "</body>\n</opml>\n";
}

interface ExportedFeed {
  url: string;
  title: string;
  source: string;
  siteUrl: string;
  category: string | null;
}

function toOutline({ url, title, source, siteUrl, category }: ExportedFeed): string {
  const outline = element("outline", {
    type: "rss",
    text: source,
    title: source,
    description: title && title !== source ? title : undefined,
    xmlUrl: url,
    htmlUrl: siteUrl,
    // A slash would make a folder in a folder.
    category: category ? `/${category.replaceAll("/", "-").replaceAll(",", " ")}` : undefined,
  });
  return `${xmlFragment(outline)}\n`;
}
