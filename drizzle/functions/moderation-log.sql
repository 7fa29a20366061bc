-- The public log of moderation: one row per decision, without texts and names, written when the decision is stored.
CREATE OR REPLACE FUNCTION "moderation_log_row"(d "moderation_decisions") RETURNS TABLE (decision_id bigint, subject text, article_id bigint, action text, reason text, decider text, listed boolean, part_of bigint, waited integer, created_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT d.id, d.subject::text, d.article_id, d.action::text, d.reason,
		coalesce('rule:' || d.rule, 'member:' || d.actor_id),
		-- The parts of a ban are listed in the ban's row; those of a bulk decision, in a row each.
		(d.part_of IS NULL OR (SELECT head.subject FROM moderation_decisions head WHERE head.id = d.part_of)::text <> 'member')
			AND d.subject::text <> 'vote'
			AND NOT (d.action::text = 'approve' AND coalesce(d.before ->> 'status', '') NOT IN ('rejected', 'spam', 'removed'))
			AND NOT (d.action::text = 'hold' AND d.rule IN ('newcomer', 'article', 'premoderated')),
		d.part_of,
		CASE WHEN d.actor_id IS NOT NULL AND d.subject::text = 'comment' AND d.action::text IN ('approve', 'reject', 'spam', 'remove')
			AND (d.part_of IS NULL OR (SELECT head.subject FROM moderation_decisions head WHERE head.id = d.part_of)::text <> 'member') THEN
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
$$;
--> statement-breakpoint
-- Updates the outcome of these decisions and of their parts, as outcomeOfDecision computes it (features/moderation/appeals/decision-outcomes-testing.ts).
-- A part of a ban is listed in the ban's row until its author appeals it, and then in a separate row.
CREATE OR REPLACE FUNCTION "update_moderation_log_outcome"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	UPDATE moderation_log AS l SET outcome = now_is.outcome, outcome_at = now_is.since, listed = l.listed OR now_is.alone
	FROM (
		SELECT line.decision_id, found.*, a.id IS NOT NULL AND line.subject = 'comment' AS alone
		FROM moderation_log AS line
		LEFT JOIN appeals AS a ON a.decision_id = line.decision_id
		LEFT JOIN appeal_outcomes AS o ON o.appeal_id = a.id
		LEFT JOIN appeals AS whole ON whole.decision_id = line.part_of
		LEFT JOIN appeal_outcomes AS whole_o ON whole_o.appeal_id = whole.id
			AND EXISTS (SELECT FROM moderation_decisions AS u WHERE u.id = whole_o.undo_id AND u.reverts = line.part_of)
		LEFT JOIN LATERAL (SELECT min(u.created_at) AS undone_at FROM moderation_decisions AS u WHERE u.reverts IN (line.decision_id, line.part_of)) AS u ON true
		CROSS JOIN LATERAL (SELECT
			CASE WHEN 'overturned' IN (coalesce(o.outcome::text, ''), coalesce(whole_o.outcome::text, '')) THEN 'overturned' WHEN u.undone_at IS NOT NULL THEN 'undone'
				WHEN a.id IS NOT NULL AND o.appeal_id IS NULL THEN 'appealed' WHEN o.outcome::text = 'upheld' THEN 'upheld' ELSE 'stands' END AS outcome,
			CASE WHEN 'overturned' IN (coalesce(o.outcome::text, ''), coalesce(whole_o.outcome::text, '')) THEN coalesce(o.created_at, whole_o.created_at) WHEN u.undone_at IS NOT NULL THEN u.undone_at
				WHEN a.id IS NOT NULL AND o.appeal_id IS NULL THEN a.created_at WHEN o.outcome::text = 'upheld' THEN o.created_at END AS since) AS found
		WHERE line.decision_id = ANY (ids) OR line.part_of = ANY (ids)
	) AS now_is
	WHERE now_is.decision_id = l.decision_id AND (now_is.outcome <> l.outcome OR now_is.alone AND NOT l.listed)
$$;
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
-- Reads undone decisions only if there is an undo: in a join with a hundred other decisions, a stale plan would read all decisions.
CREATE OR REPLACE FUNCTION "insert_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moments timestamptz[];
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, moderation_log_row(d) AS line;
	moments := ARRAY(SELECT DISTINCT created_at FROM added);
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		PERFORM update_moderation_log_outcome(ARRAY(SELECT reverts FROM added WHERE reverts IS NOT NULL));
		moments := moments || ARRAY(SELECT d.created_at FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts);
	END IF;
	PERFORM notify_moderation_log(moments, ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "log_appeal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM update_moderation_log_outcome(ARRAY(SELECT decision_id FROM added));
	PERFORM notify_moderation_log(ARRAY(SELECT created_at FROM added UNION
		SELECT d.created_at FROM added AS a JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "log_appeal_outcome"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM update_moderation_log_outcome(ARRAY(SELECT appeals.decision_id FROM added JOIN appeals ON appeals.id = added.appeal_id));
	PERFORM notify_moderation_log(ARRAY(SELECT a.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id UNION
		SELECT d.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
-- DSA notices appear in the yearly figures only.
CREATE OR REPLACE FUNCTION "notify_dsa_notices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM notify_moderation_log(ARRAY(SELECT n.created_at FROM added JOIN dsa_notices AS n ON n.id = added.notice_id), ARRAY[]::text[]);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_logged" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "insert_moderation_log"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeals_logged" AFTER INSERT ON "appeals" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "log_appeal"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeal_outcomes_logged" AFTER INSERT ON "appeal_outcomes" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "log_appeal_outcome"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "dsa_notice_events_logged" AFTER INSERT ON "dsa_notice_events" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "notify_dsa_notices"();
