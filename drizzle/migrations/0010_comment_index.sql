CREATE INDEX "search_comments_listed_at_idx" ON "search_comments" USING btree ("listed_at" DESC NULLS LAST,"comment_id" DESC NULLS LAST);--> statement-breakpoint
-- The words and facets of a comment's row in the index.
CREATE OR REPLACE FUNCTION "search_comment_words"(html text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector(search_language(t."text"), search_text(t."text")) FROM (SELECT search_html_text(html) AS "text" OFFSET 0) AS t
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "search_comment_facets"(created_at timestamptz, member_id bigint) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT ARRAY['m:' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM')] || CASE WHEN member_id IS NULL THEN '{}'::text[] ELSE ARRAY['p:' || member_id] END
$$;
--> statement-breakpoint
-- Writes the index of these comments: a row for each visible one of a published article, none for the others.
CREATE OR REPLACE FUNCTION "refresh_search_comments"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM "search_comments" AS d WHERE d."comment_id" = ANY (ids) AND NOT EXISTS (
		SELECT FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND a."status" = 'published' WHERE c."id" = d."comment_id" AND c."status" = 'visible');
	INSERT INTO "search_comments" AS d ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT c."id", c."article_id", c."created_at", search_comment_words(c."body_html"), search_comment_facets(c."created_at", c."member_id")
	FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND a."status" = 'published'
	WHERE c."id" = ANY (ids) AND c."status" = 'visible' ORDER BY c."id"
	ON CONFLICT ("comment_id") DO UPDATE SET "listed_at" = excluded."listed_at", "words" = excluded."words", "facets" = excluded."facets"
	WHERE (d."listed_at", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."words", excluded."facets");
$$;
--> statement-breakpoint
-- New comments, per statement. Nothing is read from "comments": a session that planned it when the table was empty would read the table for each.
-- For the same reason each article is looked up by its id (OFFSET 0 keeps PostgreSQL from joining the whole table).
CREATE OR REPLACE FUNCTION "add_search_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_comments" ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT added."id", added."article_id", added."created_at", search_comment_words(added."body_html"), search_comment_facets(added."created_at", added."member_id")
	FROM added CROSS JOIN LATERAL (SELECT FROM "articles" AS a WHERE a."id" = added."article_id" AND a."status" = 'published' OFFSET 0) AS a
	WHERE added."status" = 'visible' ORDER BY added."id"
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_search_new" AFTER INSERT ON "comments" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "add_search_comments"();
