CREATE TABLE "moderation_claims" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"comment_id" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_queue" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"article_id" bigint NOT NULL,
	"member_id" bigint,
	"pending" boolean NOT NULL,
	"flagged" boolean NOT NULL,
	"reports" integer NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "moderation_claims" ADD CONSTRAINT "moderation_claims_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_claims" ADD CONSTRAINT "moderation_claims_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_queue" ADD CONSTRAINT "moderation_queue_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "moderation_claims_comment_id_idx" ON "moderation_claims" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_queued_at_idx" ON "moderation_queue" USING btree ("queued_at","comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_reported_idx" ON "moderation_queue" USING btree ("queued_at","comment_id") WHERE reports > 0;--> statement-breakpoint
CREATE INDEX "moderation_queue_pending_idx" ON "moderation_queue" USING btree ("queued_at","comment_id") WHERE pending;--> statement-breakpoint
CREATE INDEX "moderation_queue_article_idx" ON "moderation_queue" USING btree ("article_id","queued_at","comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_member_idx" ON "moderation_queue" USING btree ("member_id","queued_at","comment_id");--> statement-breakpoint
CREATE FUNCTION "queue_line_of"(c "comments") RETURNS TABLE (comment_id bigint, article_id bigint, member_id bigint, pending boolean, flagged boolean, reports integer, queued_at timestamptz) LANGUAGE sql STABLE AS $$
	-- What a comment waits for, as its verdicts, reports and decisions say; no line where it waits for nothing.
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
	LATERAL (SELECT min(v.created_at) AS since FROM comment_verdicts v WHERE v.comment_id = c.id AND v.action = 'flag' AND v.created_at > decided.at) AS flags,
	LATERAL (SELECT count(*) AS reports, min(r.created_at) AS since FROM comment_reports r WHERE r.comment_id = c.id AND r.created_at > decided.at) AS told
	WHERE c.deleted_at IS NULL AND (c.status = 'pending' OR (c.status = 'visible' AND (flags.since IS NOT NULL OR told.reports > 0)))
$$;--> statement-breakpoint
CREATE FUNCTION "queue_again"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ids)
		AND NOT EXISTS (SELECT FROM comments c, queue_line_of(c) WHERE c.id = q.comment_id);
	INSERT INTO moderation_queue (comment_id, article_id, member_id, pending, flagged, reports, queued_at)
		SELECT line.* FROM comments c, queue_line_of(c) AS line WHERE c.id = ANY (ids)
	ON CONFLICT (comment_id) DO UPDATE SET pending = excluded.pending, flagged = excluded.flagged, reports = excluded.reports, queued_at = excluded.queued_at
$$;--> statement-breakpoint
CREATE FUNCTION "queue_follows_comment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.deleted_at IS NOT NULL OR NEW.status NOT IN ('visible', 'pending') THEN
		DELETE FROM moderation_queue WHERE comment_id = NEW.id;
	ELSE
		PERFORM queue_again(ARRAY[NEW.id]);
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "queue_follows_part"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- A verdict or a report: of a comment that goes, the queue's line goes by itself.
	PERFORM queue_again(ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.comment_id ELSE NEW.comment_id END]);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "queue_follows_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	undone bigint[];
BEGIN
	DELETE FROM moderation_queue AS q USING added AS d
		WHERE d.subject = 'comment' AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore') AND q.comment_id = d.subject_id;
	SELECT array_agg(d.subject_id) INTO undone FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts OR d.part_of = u.reverts
		WHERE d.subject = 'comment';
	IF undone IS NOT NULL THEN
		PERFORM queue_again(undone);
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "comments_queued" AFTER INSERT ON "comments" FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION "queue_follows_comment"();--> statement-breakpoint
CREATE TRIGGER "comments_queued_again" AFTER UPDATE OF "status", "deleted_at" ON "comments" FOR EACH ROW
	WHEN (OLD.status <> NEW.status OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION "queue_follows_comment"();--> statement-breakpoint
CREATE TRIGGER "comment_verdicts_queued" AFTER INSERT ON "comment_verdicts" FOR EACH ROW WHEN (NEW.action = 'flag') EXECUTE FUNCTION "queue_follows_part"();--> statement-breakpoint
CREATE TRIGGER "comment_verdicts_unqueued" AFTER DELETE ON "comment_verdicts" FOR EACH ROW WHEN (OLD.action = 'flag') EXECUTE FUNCTION "queue_follows_part"();--> statement-breakpoint
CREATE TRIGGER "comment_reports_queued" AFTER INSERT OR DELETE OR UPDATE OF "created_at" ON "comment_reports" FOR EACH ROW EXECUTE FUNCTION "queue_follows_part"();--> statement-breakpoint
CREATE TRIGGER "moderation_decisions_queued" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "queue_follows_decisions"();--> statement-breakpoint
SELECT queue_again(ARRAY(
	SELECT id FROM comments WHERE status = 'pending'
	UNION SELECT comment_id FROM comment_reports
	UNION SELECT comment_id FROM comment_verdicts WHERE action = 'flag'));
