DROP INDEX "moderation_log_kind_idx";--> statement-breakpoint
CREATE INDEX "moderation_log_alone_idx" ON "moderation_log" USING btree ("kind","created_at","decision_id") WHERE listed or part_of is null or action not in ('remove', 'spam');--> statement-breakpoint
-- Written by hand: which years' figures change, whoever decides. A day to either side, because a year begins where the site lives (`logYearTag`).
CREATE FUNCTION "announce_log"(moments timestamptz[], always text[]) RETURNS void LANGUAGE sql AS $$
	SELECT pg_notify('vigie_changes', said.tags::text) FROM (SELECT jsonb_agg(tag ORDER BY tag) AS tags FROM (
		SELECT unnest(always) AS tag
		UNION SELECT 'moderation:log:' || extract(year FROM moment + side)::int
			FROM unnest(moments) AS moment, unnest(ARRAY[interval '-1 day', interval '1 day']) AS side) AS all_tags) AS said
	WHERE said.tags IS NOT NULL
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "keep_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, log_line_of(d) AS line;
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		PERFORM settle_moderation_log(ARRAY(SELECT reverts FROM added WHERE reverts IS NOT NULL));
	END IF;
	-- As announce() does (db/changes.ts), with the tags of features/moderation/log/tags.ts: the pages follow at commit.
	PERFORM announce_log(ARRAY(SELECT created_at FROM added UNION
		SELECT d.created_at FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts), ARRAY['moderation:log']);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "keep_appeal_in_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM settle_moderation_log(ARRAY(SELECT decision_id FROM added));
	PERFORM announce_log(ARRAY(SELECT created_at FROM added UNION
		SELECT d.created_at FROM added AS a JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "keep_appeal_outcome_in_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM settle_moderation_log(ARRAY(SELECT appeals.decision_id FROM added JOIN appeals ON appeals.id = added.appeal_id));
	PERFORM announce_log(ARRAY(SELECT a.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id UNION
		SELECT d.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "announce_notices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Notices stand in the yearly figures alone.
	PERFORM announce_log(ARRAY(SELECT n.created_at FROM added JOIN notices AS n ON n.id = added.notice_id), ARRAY[]::text[]);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "notice_events_announced" AFTER INSERT ON "notice_events" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "announce_notices"();
