import { type SQL, sql } from "drizzle-orm";
import { maxCompared, maxStoredRelated, nearCopy, type ScoreRules } from "../rules.ts";
import type { ArticleLink } from "./links.ts";
import { scoredPairs } from "./scoring.ts";

/**
 * Continues `scoredPairs` with `fresh`, the selections of the given articles: its columns and `rank`, from 1. Pins come
 * first. Left out are articles to which the text links, excluded ones, near-copies of the article, and near-copies of a
 * better one in the list. Going down the list, an article that is kept drops its near-copies further down; what was
 * dropped drops nothing. So only what is shown decides, and a selection is the same however it was computed.
 */
export function rankedSelections(ids: number[], links: ArticleLink[], rules?: ScoreRules): SQL {
  return sql`
    ${scoredPairs(ids, links, rules)},
    places as materialized (
      select * from (
        select *, (row_number() over (
          partition by article_id order by position nulls last, score desc, listed_at desc, related_id desc))::int as place
        from pairs where not is_linked and not is_excluded and (position is not null or not is_copy)
      ) as listed where place <= ${maxCompared}
    ), place_words as materialized (
      select p.article_id, p.place, j.word, j.weight from places as p join found_words as j on j.article_id = p.related_id
    ), copies as materialized (
      select a.article_id, a.place, b.place as copy
      from place_words as a join place_words as b on b.article_id = a.article_id and b.word = a.word and b.place > a.place
      group by a.article_id, a.place, b.place
      having count(*) >= ${nearCopy.words} and sum(a.weight * b.weight) >= ${nearCopy.cosine}
    ), steps as materialized (
      -- One per article and place that has near-copies: these as the bits of a number.
      select c.article_id, row_number() over (partition by c.article_id order by c.place) as step, c.place,
        bit_or(1::bigint << c.copy) as mask, bool_or(p.position is not null) as is_pin
      from copies as c join places as p on p.article_id = c.article_id and p.place = c.place
      group by c.article_id, c.place
    ), walk as (
      select article_id, 1::bigint as next, 0::bigint as dropped from steps where step = 1
      union all
      select w.article_id, w.next + 1,
        case when s.is_pin or w.dropped & (1::bigint << s.place) = 0 then w.dropped | s.mask else w.dropped end
      from walk as w join steps as s on s.article_id = w.article_id and s.step = w.next
    ), dropped as materialized (
      select distinct on (article_id) article_id, dropped from walk order by article_id, next desc
    ), fresh as materialized (
      select * from (
        select p.*, row_number() over (partition by p.article_id order by p.place) as rank
        from places as p left join dropped as d on d.article_id = p.article_id
        where p.position is not null or d.dropped is null or d.dropped & (1::bigint << p.place) = 0
      ) as kept where rank <= ${maxStoredRelated}
    )`;
}
