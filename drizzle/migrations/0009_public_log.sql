CREATE TABLE "decision_days" (
	"zone" text NOT NULL,
	"day" date NOT NULL,
	"decided" integer NOT NULL,
	"median" integer,
	CONSTRAINT "decision_days_zone_day_pk" PRIMARY KEY("zone","day")
);
--> statement-breakpoint
CREATE TABLE "queue_samples" (
	"taken_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"waiting" integer NOT NULL,
	"median" integer,
	"oldest" integer
);
--> statement-breakpoint
CREATE TABLE "stats_progress" (
	"name" text PRIMARY KEY NOT NULL,
	"counted" bigint NOT NULL,
	"next" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stats_quarters" (
	"starts_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"comments" integer DEFAULT 0 NOT NULL,
	"by_people" integer DEFAULT 0 NOT NULL,
	"by_rules" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_log" (
	"decision_id" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"article_id" bigint,
	"action" text NOT NULL,
	"reason" text,
	"decider" text NOT NULL,
	"listed" boolean NOT NULL,
	"part_of" bigint,
	"outcome" text DEFAULT 'stands' NOT NULL,
	"outcome_at" timestamp (3) with time zone,
	"waited" integer,
	"kind" text GENERATED ALWAYS AS (action || '|' || coalesce(reason, '') || '|' || decider || '|' || outcome) STORED,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "setting_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"actor_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "moderation_log_listed_idx" ON "moderation_log" USING btree ("created_at","decision_id") WHERE listed;--> statement-breakpoint
CREATE INDEX "moderation_log_created_idx" ON "moderation_log" USING btree ("created_at","decision_id");--> statement-breakpoint
CREATE INDEX "moderation_log_kind_idx" ON "moderation_log" USING btree ("kind","created_at","decision_id");--> statement-breakpoint
CREATE INDEX "moderation_log_part_of_idx" ON "moderation_log" USING btree ("part_of") WHERE part_of is not null;--> statement-breakpoint
CREATE INDEX "setting_changes_key_idx" ON "setting_changes" USING btree ("key","id");--> statement-breakpoint
CREATE FUNCTION "log_line_of"(d "moderation_decisions") RETURNS TABLE (decision_id bigint, subject text, article_id bigint, action text, reason text, decider text, listed boolean, part_of bigint, waited integer, created_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT d.id, d.subject::text, d.article_id, d.action::text, d.reason,
		coalesce('rule:' || d.rule, 'member:' || d.actor_id),
		d.part_of IS NULL
			AND NOT (d.action::text = 'approve' AND coalesce(d.before ->> 'status', '') NOT IN ('rejected', 'spam', 'removed'))
			AND NOT (d.action::text = 'hold' AND d.rule IN ('newcomer', 'article', 'premoderated')),
		d.part_of,
		CASE WHEN d.actor_id IS NOT NULL AND d.part_of IS NULL AND d.subject::text = 'comment' AND d.action::text IN ('approve', 'reject', 'spam', 'remove') THEN
			extract(epoch FROM d.created_at - CASE WHEN d.before ->> 'status' = 'pending' THEN
				coalesce(
					(SELECT max(h.created_at) FROM moderation_decisions h WHERE h.subject = 'comment' AND h.subject_id = d.subject_id AND h.action = 'hold' AND h.id < d.id),
					(SELECT c.created_at FROM comments c WHERE c.id = d.subject_id))
			ELSE
				(SELECT min(r.created_at) FROM comment_reports r WHERE r.comment_id = d.subject_id AND r.created_at <= d.created_at AND r.created_at > coalesce(
					(SELECT max(p.created_at) FROM moderation_decisions p WHERE p.subject = 'comment' AND p.subject_id = d.subject_id AND p.actor_id IS NOT NULL AND p.id < d.id), '-infinity'))
			END)::integer
		END,
		d.created_at
	WHERE d.action::text NOT IN ('undo', 'note', 'message')
$$;--> statement-breakpoint
CREATE FUNCTION "keep_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, log_line_of(d) AS line;
	UPDATE moderation_log AS l SET outcome = 'undone', outcome_at = u.created_at
		FROM added AS u WHERE u.reverts IS NOT NULL AND l.decision_id = u.reverts;
	UPDATE moderation_log AS l SET outcome = 'undone', outcome_at = u.created_at
		FROM added AS u WHERE u.reverts IS NOT NULL AND l.part_of = u.reverts AND l.outcome <> 'undone';
	-- As announce() does (db/changes.ts), with the tag of features/moderation/log/tags.ts: whoever decides, the pages follow at commit.
	PERFORM pg_notify('vigie_changes', '["moderation:log"]');
	RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, outcome, outcome_at, waited, created_at)
	SELECT line.decision_id, line.subject, line.article_id, line.action, line.reason, line.decider, line.listed, line.part_of,
		CASE WHEN u.at IS NULL THEN 'stands' ELSE 'undone' END, u.at, line.waited, line.created_at
	FROM moderation_decisions AS d CROSS JOIN LATERAL log_line_of(d) AS line
	LEFT JOIN LATERAL (SELECT min(created_at) AS at FROM moderation_decisions AS r WHERE r.reverts IN (d.id, d.part_of)) AS u ON true;--> statement-breakpoint
CREATE TRIGGER "moderation_decisions_logged" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "keep_moderation_log"();--> statement-breakpoint
CREATE FUNCTION "refuse_change_of_setting_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Changes of settings are kept for ever as they are: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "setting_changes_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "setting_changes" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_setting_changes"();
