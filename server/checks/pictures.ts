import { masterKey } from "#features/media/keys.ts";
import { mediaStorage } from "#lib/storage.ts";
import { type Check, sqlCheck } from "./check.ts";

export const pictureFiles: Check = {
  name: "picture-files",
  about: "Each picture's file is there, as long as its row says.",
  async *find({ sql }) {
    const storage = mediaStorage();
    const query = sql<{ id: string; format: string; bytes: number }[]>`select id, format, bytes from media order by id`;
    for await (const rows of query.cursor(500)) {
      for (const { id, format, bytes } of rows) {
        const size = await storage.size(masterKey(id, format));
        if (size === undefined) yield `the file of picture ${id} is missing (${masterKey(id, format)})`;
        else if (size !== bytes) yield `the file of picture ${id} has ${size} bytes instead of ${bytes}`;
      }
    }
  },
};

/** Both ways in one: what the bodies show, beside what is noted of it. */
export const pictureUses = sqlCheck(
  "picture-uses",
  "The pictures noted for each article are those that its text shows, and exist.",
  (sql) => sql`
    with shown as materialized (
      select distinct a.id as article_id, found[1] as media_id from articles as a
      cross join lateral regexp_matches(a.body_html, 'src="/media/([a-f0-9]{24})"', 'g') as found
      where a.body_html like '%src="/media/%'
    )
    select format('article %s shows picture %s, which %s', s.article_id, s.media_id,
      case when m.id is null then 'does not exist' else 'is not noted' end) as finding
    from shown as s
    left join media as m on m.id = s.media_id
    left join article_media as j on j.article_id = s.article_id and j.media_id = s.media_id
    where j.article_id is null
    union all
    select format('article %s is noted to show picture %s, but does not', j.article_id, j.media_id)
    from article_media as j
    left join shown as s on s.article_id = j.article_id and s.media_id = j.media_id
    where s.article_id is null`,
);
