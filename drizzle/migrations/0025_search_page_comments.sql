CREATE OR REPLACE FUNCTION "has_readers"(status article_status, published_at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT status::text IN ('published', 'page') AND published_at IS NOT NULL
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_search_articles"(ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	fresh bigint[];
BEGIN
	DELETE FROM "search_articles" AS d WHERE d."article_id" = ANY (ids)
		AND NOT EXISTS (SELECT FROM "articles" AS a WHERE a."id" = d."article_id" AND a."status" = 'published');
	DELETE FROM "search_comments" AS d USING "articles" AS a WHERE a."id" = ANY (ids) AND NOT has_readers(a."status", a."published_at") AND d."article_id" = a."id";
	WITH written AS (
		INSERT INTO "search_articles" AS d ("article_id", "listed_at", "head", "words", "facets")
		SELECT a."id", a."published_at", h."head",
			h."head" || setweight(to_tsvector(l."language", search_text(left(a."body_text", 200000))), 'C'),
			ARRAY['m:' || to_char(a."published_at" AT TIME ZONE 'UTC', 'YYYY-MM')]
				|| CASE WHEN a."source_id" IS NULL THEN '{}'::text[] ELSE ARRAY['s:' || a."source_id"] END
				|| ARRAY(SELECT 'c:' || j."category_id" FROM "article_categories" AS j WHERE j."article_id" = a."id" ORDER BY j."category_id")
				|| ARRAY(SELECT 't:' || j."tag_id" FROM "article_tags" AS j WHERE j."article_id" = a."id" ORDER BY j."tag_id")
				|| ARRAY(SELECT 'a:' || j."author_id" FROM "article_authors" AS j WHERE j."article_id" = a."id" ORDER BY j."author_id")
		FROM "articles" AS a
			CROSS JOIN LATERAL (SELECT search_language(concat_ws(' ', a."title", a."lead", left(a."body_text", 2000))) AS "language" OFFSET 0) AS l
			CROSS JOIN LATERAL (SELECT setweight(to_tsvector(l."language", search_text(left(a."title", 1000))), 'A')
				|| setweight(to_tsvector(l."language", search_text(left(a."lead", 2000))), 'B') AS "head" OFFSET 0) AS h
		WHERE a."id" = ANY (ids) AND a."status" = 'published'
		ON CONFLICT ("article_id") DO UPDATE SET "listed_at" = excluded."listed_at", "head" = excluded."head", "words" = excluded."words", "facets" = excluded."facets"
		WHERE (d."listed_at", d."head", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."head", excluded."words", excluded."facets")
		RETURNING d."article_id", d.xmax = 0 AS is_new)
	SELECT coalesce(array_agg("article_id"), '{}') FROM written WHERE is_new INTO fresh;
	RETURN fresh;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_changed_search_article"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	is_new boolean;
BEGIN
	PERFORM lock_search();
	is_new := refresh_search_articles(ARRAY[NEW."article_id"]) <> '{}';
	IF is_new THEN
		UPDATE "search_changes" SET "is_new" = true WHERE "transaction_id" = NEW."transaction_id" AND "article_id" = NEW."article_id";
	END IF;
	-- An article or a page that is published again has comments already. A page is noted only when it gets or loses its readers.
	IF is_new OR EXISTS (SELECT FROM "articles" AS a WHERE a."id" = NEW."article_id" AND a."status"::text = 'page' AND a."published_at" IS NOT NULL) THEN
		PERFORM refresh_search_comments(array_agg(c."id")) FROM "comments" AS c WHERE c."article_id" = NEW."article_id" AND c."status" = 'visible' HAVING count(*) > 0;
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_search_changed" AFTER UPDATE OF "status", "title", "lead", "body_text", "published_at", "source_id" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" AND 'published' IN (OLD."status", NEW."status") OR NEW."status" = 'published' AND (OLD."title" IS DISTINCT FROM NEW."title"
		OR OLD."lead" IS DISTINCT FROM NEW."lead" OR OLD."body_text" IS DISTINCT FROM NEW."body_text" OR OLD."published_at" IS DISTINCT FROM NEW."published_at"
		OR OLD."source_id" IS DISTINCT FROM NEW."source_id")
		OR NEW."status"::text = 'page' AND (OLD."published_at" IS NULL) <> (NEW."published_at" IS NULL)) EXECUTE FUNCTION "note_search_article"();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_search_comments"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM "search_comments" AS d WHERE d."comment_id" = ANY (ids) AND NOT EXISTS (
		SELECT FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND has_readers(a."status", a."published_at") WHERE c."id" = d."comment_id" AND c."status" = 'visible');
	INSERT INTO "search_comments" AS d ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT c."id", c."article_id", c."created_at", search_comment_words(c."body_html"), search_comment_facets(c."created_at", c."member_id")
	FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND has_readers(a."status", a."published_at")
	WHERE c."id" = ANY (ids) AND c."status" = 'visible' ORDER BY c."id"
	ON CONFLICT ("comment_id") DO UPDATE SET "listed_at" = excluded."listed_at", "words" = excluded."words", "facets" = excluded."facets"
	WHERE (d."listed_at", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."words", excluded."facets");
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "add_search_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_comments" ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT added."id", added."article_id", added."created_at", search_comment_words(added."body_html"), search_comment_facets(added."created_at", added."member_id")
	FROM added CROSS JOIN LATERAL (SELECT FROM "articles" AS a WHERE a."id" = added."article_id" AND has_readers(a."status", a."published_at") OFFSET 0) AS a
	WHERE added."status" = 'visible' ORDER BY added."id"
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
