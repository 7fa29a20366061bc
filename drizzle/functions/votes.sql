-- Stores a member's vote (1 to 5 stars; null withdraws it) and moves the article's count and sum by the difference. Locks voter and article,
-- in the order of a ban, so that concurrent votes add up exactly and no vote escapes a ban. Each step sees what was committed while the
-- lock before it was awaited. A new vote does not count if an earlier one by the member on the article was held or discarded, or while the
-- member is banned.
CREATE OR REPLACE FUNCTION "store_vote"(voter bigint, article bigint, new_stars smallint, OUT changed boolean, OUT is_counted boolean) LANGUAGE plpgsql AS $$
DECLARE
	former smallint;
BEGIN
	PERFORM FROM members WHERE id = voter FOR NO KEY UPDATE;
	IF NOT FOUND THEN RAISE EXCEPTION 'There is no member %.', voter; END IF;
	PERFORM FROM articles WHERE id = article FOR NO KEY UPDATE;
	IF NOT FOUND THEN RAISE EXCEPTION 'There is no article % to rate.', article; END IF;
	SELECT r.stars, r.counted INTO former, is_counted FROM ratings AS r WHERE r.article_id = article AND r.member_id = voter;
	IF NOT FOUND THEN
		is_counted := NOT EXISTS (SELECT FROM member_standings AS s WHERE s.member_id = voter AND s.banned_at IS NOT NULL)
			AND NOT EXISTS (SELECT FROM watched_votes AS w WHERE w.article_id = article AND w.member_id = voter AND w.state IN ('held', 'discarded'));
	END IF;
	changed := new_stars IS DISTINCT FROM former;
	IF NOT changed THEN RETURN; END IF;
	IF new_stars IS NULL THEN
		DELETE FROM ratings AS r WHERE r.article_id = article AND r.member_id = voter;
	ELSE
		INSERT INTO ratings (article_id, member_id, stars, counted) VALUES (article, voter, new_stars, is_counted)
		ON CONFLICT (article_id, member_id) DO UPDATE SET stars = excluded.stars, updated_at = now();
	END IF;
	IF is_counted THEN
		UPDATE articles AS a SET
			rating_count = a.rating_count + (new_stars IS NOT NULL)::int - (former IS NOT NULL)::int,
			rating_sum = a.rating_sum + coalesce(new_stars, 0) - coalesce(former, 0)
		WHERE a.id = article;
	END IF;
END $$;
--> statement-breakpoint
-- Applies a member's vote from the form, and invalidates the pages that show the article's figures. Returns
-- {articleId, state, totals, counts}: whether the vote counts, the article's figures with it, and its votes of one to five stars; or
-- {refusal}: 'articleGone' (unknown, draft, withdrawn), 'own' (by its author), or 'watched' for a reader who has been a member for less
-- than `trusted_days` days: the caller then casts the vote in a transaction, with 0 days, and watches it. Nothing is stored after a refusal.
CREATE OR REPLACE FUNCTION "cast_vote"(voter bigint, article_slug text, new_stars smallint, trusted_days integer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	article bigint;
	is_author boolean;
	is_trusted boolean;
	stored record;
	vote_state text;
BEGIN
	PERFORM FROM members AS m WHERE m.id = voter FOR NO KEY UPDATE;
	SELECT a.id, EXISTS (
		SELECT FROM article_authors AS link JOIN authors AS byline ON byline.id = link.author_id
		WHERE link.article_id = a.id AND byline.member_id = voter
	) INTO article, is_author FROM articles AS a WHERE a.slug = article_slug AND a.status = 'published' FOR NO KEY UPDATE OF a;
	IF NOT FOUND THEN RETURN jsonb_build_object('refusal', 'articleGone'); END IF;
	IF is_author THEN RETURN jsonb_build_object('refusal', 'own'); END IF;
	SELECT m.role <> 'reader' OR m.created_at <= now() - make_interval(secs => 86400.0 * trusted_days) INTO is_trusted FROM members AS m WHERE m.id = voter;
	IF new_stars IS NOT NULL AND NOT is_trusted THEN RETURN jsonb_build_object('refusal', 'watched'); END IF;
	stored := store_vote(voter, article, new_stars);
	-- A withdrawn vote that was held or decided on stays so if it is cast again.
	IF new_stars IS NULL THEN
		DELETE FROM watched_votes AS w WHERE w.article_id = article AND w.member_id = voter AND w.state = 'counted';
	ELSE
		SELECT w.state INTO vote_state FROM watched_votes AS w WHERE w.article_id = article AND w.member_id = voter;
	END IF;
	IF stored.changed AND stored.is_counted THEN
		-- The tags of db/cache-tags/articles.ts.
		INSERT INTO changes (tags, urgency) VALUES (ARRAY['articles:id:' || article, 'articles:votes'], 'soon');
	END IF;
	RETURN (
		SELECT jsonb_build_object(
			'articleId', article,
			'changed', stored.changed,
			'state', CASE WHEN vote_state IN ('held', 'discarded') THEN vote_state ELSE 'counted' END,
			'totals', jsonb_build_object('count', a.rating_count + a.legacy_rating_count, 'sum', a.rating_sum + a.legacy_rating_sum, 'legacy', a.legacy_rating_count),
			'counts', (
				SELECT jsonb_agg(coalesce(given.votes, 0) ORDER BY each.stars)
				FROM generate_series(1, 5) AS each (stars)
				LEFT JOIN (SELECT r.stars, count(*) AS votes FROM ratings AS r WHERE r.article_id = article AND r.counted GROUP BY r.stars) AS given ON given.stars = each.stars
			))
		FROM articles AS a WHERE a.id = article);
END $$;
