-- The moderation queue: one row per comment that waits for a moderator, derived from its verdicts, reports and decisions. Other comments have no row.
CREATE OR REPLACE FUNCTION "moderation_queue_row"(c "comments") RETURNS TABLE (comment_id bigint, article_id bigint, member_id bigint, pending boolean, flagged boolean, reports integer, queued_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT c.id, c.article_id, c.member_id, c.status = 'pending', flags.since IS NOT NULL, told.reports::integer,
		least(
			CASE WHEN c.status = 'pending' THEN coalesce(
				(SELECT max(h.created_at) FROM moderation_decisions h WHERE h.subject = 'comment' AND h.subject_id = c.id AND h.action = 'hold'), c.created_at) END,
			flags.since, told.since)
	FROM (
		SELECT coalesce(max(d.created_at), '-infinity') AS at FROM moderation_decisions d
		WHERE d.subject = 'comment' AND d.subject_id = c.id AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore')
			AND NOT EXISTS (SELECT FROM moderation_decisions u WHERE u.reverts IN (d.id, d.part_of))
	) AS decided,
	LATERAL (SELECT min(v.created_at) AS since FROM screening_verdicts v WHERE v.comment_id = c.id AND v.action = 'flag' AND v.created_at > decided.at) AS flags,
	LATERAL (SELECT count(*) AS reports, min(r.created_at) AS since FROM comment_reports r WHERE r.comment_id = c.id AND r.created_at > decided.at) AS told
	WHERE c.deleted_at IS NULL AND (c.status = 'pending' OR (c.status = 'visible' AND (flags.since IS NOT NULL OR told.reports > 0)))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_moderation_queue"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ids)
		AND NOT EXISTS (SELECT FROM comments c, moderation_queue_row(c) WHERE c.id = q.comment_id);
	INSERT INTO moderation_queue (comment_id, article_id, member_id, pending, flagged, reports, queued_at)
		SELECT line.* FROM comments c, moderation_queue_row(c) AS line WHERE c.id = ANY (ids)
	ON CONFLICT (comment_id) DO UPDATE SET pending = excluded.pending, flagged = excluded.flagged, reports = excluded.reports, queued_at = excluded.queued_at
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "queue_after_comment_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.deleted_at IS NOT NULL OR NEW.status NOT IN ('visible', 'pending') THEN
		DELETE FROM moderation_queue WHERE comment_id = NEW.id;
	ELSE
		PERFORM refresh_moderation_queue(ARRAY[NEW.id]);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
-- Compares the rows before and after as sets: a join would be planned for one row and then executed for thousands.
CREATE OR REPLACE FUNCTION "queue_after_comment_update"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moved bigint[];
BEGIN
	SELECT array_agg(id) INTO moved FROM (SELECT id, status, deleted_at FROM now_is EXCEPT SELECT id, status, deleted_at FROM was) AS changed;
	IF moved IS NOT NULL THEN
		PERFORM refresh_moderation_queue(moved);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "queue_after_verdict_or_report"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- When a comment is deleted, its row of the queue goes with it (foreign key).
	PERFORM refresh_moderation_queue(ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.comment_id ELSE NEW.comment_id END]);
	RETURN NULL;
END $$;
--> statement-breakpoint
-- Reads undone decisions only if there is an undo: in a join with a hundred other decisions, a stale plan would read all decisions.
CREATE OR REPLACE FUNCTION "queue_after_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	again bigint[];
BEGIN
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ARRAY(
		SELECT d.subject_id FROM added AS d WHERE d.subject = 'comment' AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore')));
	again := ARRAY(SELECT d.subject_id FROM added AS d WHERE d.subject = 'comment' AND d.action = 'hold');
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		again := again || ARRAY(SELECT d.subject_id FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts OR d.part_of = u.reverts
			WHERE d.subject = 'comment');
	END IF;
	IF cardinality(again) > 0 THEN
		PERFORM refresh_moderation_queue(again);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_queued" AFTER INSERT ON "comments" FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION "queue_after_comment_insert"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_queued_again" AFTER UPDATE ON "comments" REFERENCING OLD TABLE AS was NEW TABLE AS now_is FOR EACH STATEMENT EXECUTE FUNCTION "queue_after_comment_update"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "screening_verdicts_queued" AFTER INSERT ON "screening_verdicts" FOR EACH ROW WHEN (NEW.action = 'flag') EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "screening_verdicts_unqueued" AFTER DELETE ON "screening_verdicts" FOR EACH ROW WHEN (OLD.action = 'flag') EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comment_reports_queued" AFTER INSERT OR DELETE OR UPDATE OF "created_at" ON "comment_reports" FOR EACH ROW EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_queued" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "queue_after_decisions"();
