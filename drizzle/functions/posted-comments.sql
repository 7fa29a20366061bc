-- Stores a comment that a member posted, with its idempotency key, and counts it. Locks the article's row until the transaction ends, so
-- call it when everything else is known. Each step sees the threads that were added while the lock was awaited. Returns no row if the
-- article, or the page whose discussion this is, is no longer published or the parent no longer visible. `separate`: the comment is deeper than `max_depth` or later in its thread
-- than `max_in_thread`, so that readers find it on a page of its own. A visible comment in a followed discussion is noted: a job notifies
-- the followers.
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
