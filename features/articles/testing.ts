import type { Database } from "#db/client.ts";
import { upsertArticle } from "./mutations.ts";

/** Inserts an article without text, published now unless `more` says otherwise. Returns the id. */
export async function anArticle(
  db: Database,
  slug: string,
  more: Partial<Parameters<typeof upsertArticle>[1]> = {},
): Promise<number> {
  const input = { slug, status: "published", title: slug, lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  return (await upsertArticle(db, { ...input, ...more })).id;
}
