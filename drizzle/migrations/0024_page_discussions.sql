ALTER TABLE "articles" DROP CONSTRAINT "articles_slug_shape";--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_slug_shape" CHECK ("articles"."slug" ~ '^(pages/)?[a-z0-9]+(-[a-z0-9]+)*$' and length("articles"."slug") <= 200) NOT VALID;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "add_posted_comment"(article bigint, parent bigint, author bigint, submission_key text, first_status comment_status, source text, html text, posted_at timestamptz, max_depth integer, max_in_thread integer)
RETURNS TABLE (id bigint, thread integer, separate boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	stored record;
BEGIN
	PERFORM FROM articles AS a WHERE a.id = article AND a.status IN ('published', 'page') AND a.published_at IS NOT NULL FOR NO KEY UPDATE;
	IF NOT FOUND THEN RETURN; END IF;
	IF parent IS NULL THEN
		INSERT INTO comments (article_id, thread, depth, member_id, status, body_source, body_html, created_at)
		SELECT article, coalesce(max(c.thread), 0) + 1, 0, author, first_status, source, html, posted_at FROM comments AS c WHERE c.article_id = article
		RETURNING comments.id, comments.thread, comments.depth INTO stored;
	ELSE
		INSERT INTO comments (article_id, parent_id, thread, depth, member_id, status, body_source, body_html, created_at)
		SELECT article, c.id, c.thread, least(c.depth + 1, 32767), author, first_status, source, html, posted_at
		FROM comments AS c WHERE c.id = parent AND c.article_id = article AND c.status = 'visible'
		RETURNING comments.id, comments.thread, comments.depth INTO stored;
		IF NOT FOUND THEN RETURN; END IF;
	END IF;
	INSERT INTO comment_submissions (member_id, key, comment_id) VALUES (author, submission_key, stored.id);
	IF first_status = 'visible' THEN
		UPDATE articles AS a SET comment_count = a.comment_count + 1 WHERE a.id = article;
		INSERT INTO pending_followed_comments (comment_id)
		SELECT stored.id WHERE EXISTS (SELECT FROM follows WHERE follows.article_id = article);
	END IF;
	RETURN QUERY SELECT stored.id, stored.thread, stored.depth > max_depth OR EXISTS (
		SELECT FROM comments AS earlier WHERE earlier.article_id = article AND earlier.thread = stored.thread AND earlier.id < stored.id
		ORDER BY earlier.id OFFSET max_in_thread - 1 LIMIT 1);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "list_unpublished_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" IN ('published', 'page') THEN
		DELETE FROM "unpublished_articles" WHERE "article_id" = NEW."id";
	ELSE
		INSERT INTO "unpublished_articles" ("article_id", "status") VALUES (NEW."id", NEW."status")
		ON CONFLICT ("article_id") DO UPDATE SET "status" = excluded."status";
	END IF;
	RETURN NULL;
END $$;
