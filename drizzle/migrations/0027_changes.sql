CREATE TABLE "changes" (
	"timeline" integer DEFAULT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tags" text[] NOT NULL,
	"urgency" text NOT NULL,
	"messages" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "changes_timeline_xid_id_pk" PRIMARY KEY("timeline","xid","id")
);
--> statement-breakpoint
CREATE INDEX "changes_created_at_idx" ON "changes" USING brin ("created_at");
--> statement-breakpoint
-- Without it VACUUM takes an exclusive lock to shorten the file, and readers of a standby would wait for it.
ALTER TABLE "changes" SET (vacuum_truncate = off);
--> statement-breakpoint
-- Invalidates at commit the years whose figures change, with a day on either side, because a year begins in the site's time zone.
-- The tags are those of db/cache-tags/moderation-log.ts.
CREATE OR REPLACE FUNCTION "notify_moderation_log"(moments timestamptz[], always text[]) RETURNS void LANGUAGE sql AS $$
	INSERT INTO changes (tags, urgency) SELECT said.tags, 'now' FROM (SELECT array_agg(tag ORDER BY tag) AS tags FROM (
		SELECT unnest(always) AS tag
		UNION SELECT 'moderation:log:' || extract(year FROM moment + side)::int
			FROM unnest(moments) AS moment, unnest(ARRAY[interval '-1 day', interval '1 day']) AS side) AS all_tags) AS said
	WHERE said.tags IS NOT NULL
$$;
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
