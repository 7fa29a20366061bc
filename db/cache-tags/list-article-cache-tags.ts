import { sql } from "drizzle-orm";
import type { Executor } from "../client.ts";
import { toIdArray } from "../id-array.ts";
import {
  articleAuthors,
  articleCategories,
  articles,
  articleTags,
  authors,
  categories,
  sources,
  stories,
  storyArticles,
  tags,
} from "../schema.ts";
import { articleCacheTags } from "./articles.ts";
import { taxonomyCacheTags } from "./taxonomy.ts";

/**
 * The cache tags of everything that shows these articles: their pages, cards, lists, and the pages of their categories,
 * tags, authors, sources and stories. One statement.
 */
export async function listArticleCacheTags(tx: Executor, ids: number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const list = toIdArray(ids);
  const rows = await tx.execute<{
    kind: "own" | "category" | "tag" | "author" | "source" | "story";
    slug: string;
    id: number;
  }>(sql`
    select 'own' as kind, slug, id from ${articles} where id = any(${list})
    union select 'category', c.slug, 0 from ${articleCategories} j join ${categories} c on c.id = j.category_id where j.article_id = any(${list})
    union select 'tag', t.slug, 0 from ${articleTags} j join ${tags} t on t.id = j.tag_id where j.article_id = any(${list})
    union select 'author', w.handle, 0 from ${articleAuthors} j join ${authors} w on w.id = j.author_id where j.article_id = any(${list})
    union select 'source', s.slug, 0 from ${articles} a join ${sources} s on s.id = a.source_id where a.id = any(${list})
    union select 'story', s.slug, 0 from ${storyArticles} j join ${stories} s on s.id = j.story_id where j.article_id = any(${list})`);
  return [
    articleCacheTags.lists,
    ...rows.flatMap(({ kind, slug, id }) =>
      kind === "own" ? [articleCacheTags.id(Number(id)), articleCacheTags.slug(slug)] : [taxonomyCacheTags[kind](slug)],
    ),
  ];
}
