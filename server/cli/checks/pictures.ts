import type postgres from "postgres";
import { masterKey, parsePictureKey } from "#features/media/storage-keys.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { type Check, sqlCheck } from "./check.ts";

/** Files checked at once: in a bucket each is a request. */
const maxConcurrentFiles = 16;

interface FileRow {
  id: string;
  format: string;
  bytes: number;
  revision: number;
}

export const pictureFiles: Check = {
  name: "picture-files",
  about: "Each picture's file is there, as long as its row says.",
  async *find({ sql, startProgress }) {
    const storage = mediaStorage();
    const [count] = await sql<{ n: number }[]>`select count(*)::int as n from media`;
    const bar = startProgress("Pictures", { total: count?.n ?? 0, unit: "files" });
    try {
      const query = sql<FileRow[]>`select id, format, bytes, revision from media order by id`;
      for await (const rows of query.cursor(maxConcurrentFiles)) {
        for (const finding of await Promise.all(rows.map((row) => checkFile(storage, row)))) if (finding) yield finding;
        bar.advance(rows.length);
      }
    } finally {
      bar.done();
    }
  },
};

async function checkFile(storage: Storage, { id, format, bytes, revision }: FileRow): Promise<string | undefined> {
  const key = masterKey(id, format, revision);
  const size = await storage.size(key);
  if (size === undefined) return `the file of picture ${id} is missing (${key})`;
  return size === bytes ? undefined : `the file of picture ${id} has ${size} bytes instead of ${bytes}`;
}

/** Images whose rows are read at once. */
const batchSize = 500;

/** The reverse check. An image uploaded while this runs may be reported: its file is stored before its row. */
export const pictureStrays: Check = {
  name: "picture-strays",
  about: "Each file in the pictures' storage belongs to a picture, as it is now.",
  async *find({ sql, startProgress }) {
    const bar = startProgress("Storage", { unit: "files" });
    /** The files of each image by revision: how many, and the key of one. */
    let seen = new Map<string, Map<number, { count: number; key: string }>>();
    try {
      for await (const key of mediaStorage().list("")) {
        bar.advance();
        // The static files of the nodes' builds (server/http/static/shared-builds.ts).
        if (key.startsWith("builds/")) continue;
        const of = parsePictureKey(key);
        if (!of) {
          yield `${key} is no picture's file`;
          continue;
        }
        // A storage lists an image's files one after the other: a new id means that the earlier images are complete.
        if (!seen.has(of.id) && seen.size >= batchSize) {
          yield* listStrays(sql, seen);
          seen = new Map();
        }
        const revisions = seen.get(of.id) ?? new Map<number, { count: number; key: string }>();
        const files = revisions.get(of.revision) ?? { count: 0, key };
        revisions.set(of.revision, { ...files, count: files.count + 1 });
        seen.set(of.id, revisions);
      }
      yield* listStrays(sql, seen);
    } finally {
      bar.done();
    }
  },
};

async function* listStrays(
  sql: postgres.TransactionSql,
  seen: Map<string, Map<number, { count: number; key: string }>>,
): AsyncIterable<string> {
  if (seen.size === 0) return;
  const rows = await sql<{ id: string; revision: number }[]>`
    select id, revision from media where id = any(${[...seen.keys()]})`;
  const now = new Map(rows.map(({ id, revision }) => [id, revision]));
  for (const [id, revisions] of seen) {
    const present = now.get(id);
    for (const [revision, { count, key }] of revisions) {
      const files = count === 1 ? key : `${count} files such as ${key}`;
      if (present === undefined) yield `${files} belong to picture ${id}, which has no row`;
      else if (revision !== present)
        yield `${files} are of revision ${revision} of picture ${id}, which is at ${present}`;
    }
  }
}

/** Members' avatars are the only images that are not in the library. */
export const pictureLibrary = sqlCheck(
  "picture-library",
  "Each picture that is nobody's face is in the library, with what is derived from its words.",
  (sql) => sql`
    select format('picture %s %s', m.id, case
      when l.media_id is null and a.media_id is null then 'is not in the library'
      when l.media_id is not null and a.media_id is not null then 'is a face and in the library'
      when l.has_alt <> (m.alt <> '') then 'has an alternative text or not, its library entry says otherwise'
      else 'is found by other words than its own' end) as finding
    from media as m
    left join library_pictures as l on l.media_id = m.id
    left join member_avatars as a on a.media_id = m.id
    where (l.media_id is null) = (a.media_id is null)
      or (l.media_id is not null and (l.has_alt <> (m.alt <> '') or l.search <>
        to_tsvector('fr'::regconfig, translate(concat_ws(' ', m.alt, m.caption, m.credit, m.original_name), '._-/', '    '))))`,
);

export const revisionPictures = sqlCheck(
  "revision-pictures",
  "The pictures noted for each revision are those that its text shows, as far as they exist.",
  (sql) => sql`
    with shown as (
      select r.id as revision_id, found as media_id from article_revisions as r cross join lateral media_ids_in(r.content) as found
      where exists (select from media where id = found)
    )
    select format('revision %s shows picture %s, which is not noted', revision_id, media_id) as finding
    from (select * from shown except select revision_id, media_id from article_revision_media) as missed`,
);

/** Checks both directions: the images in the bodies against the recorded uses. */
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
