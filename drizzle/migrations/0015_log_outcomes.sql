CREATE OR REPLACE FUNCTION "log_line_of"(d "moderation_decisions") RETURNS TABLE (decision_id bigint, subject text, article_id bigint, action text, reason text, decider text, listed boolean, part_of bigint, waited integer, created_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT d.id, d.subject::text, d.article_id, d.action::text, d.reason,
		coalesce('rule:' || d.rule, 'member:' || d.actor_id),
		-- What a ban took along stands in the ban's line; what was decided together with others, in a line each.
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
$$;--> statement-breakpoint
-- The outcome of these decisions and of what came with them, as outcomeOfDecision says it (features/moderation/appeals/queries.ts).
CREATE FUNCTION "settle_moderation_log"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	UPDATE moderation_log AS l SET outcome = now_is.outcome, outcome_at = now_is.since
	FROM (
		SELECT line.decision_id, found.*
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
	WHERE now_is.decision_id = l.decision_id AND now_is.outcome <> l.outcome
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "keep_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, log_line_of(d) AS line;
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		PERFORM settle_moderation_log(ARRAY(SELECT reverts FROM added WHERE reverts IS NOT NULL));
	END IF;
	-- As announce() does (db/changes.ts), with the tag of features/moderation/log/tags.ts: whoever decides, the pages follow at commit.
	PERFORM pg_notify('vigie_changes', '["moderation:log"]');
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "keep_appeal_in_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM settle_moderation_log(ARRAY(SELECT decision_id FROM added));
	PERFORM pg_notify('vigie_changes', '["moderation:log"]');
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "keep_appeal_outcome_in_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM settle_moderation_log(ARRAY(SELECT appeals.decision_id FROM added JOIN appeals ON appeals.id = added.appeal_id));
	PERFORM pg_notify('vigie_changes', '["moderation:log"]');
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "appeals_logged" AFTER INSERT ON "appeals" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "keep_appeal_in_log"();--> statement-breakpoint
CREATE TRIGGER "appeal_outcomes_logged" AFTER INSERT ON "appeal_outcomes" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "keep_appeal_outcome_in_log"();--> statement-breakpoint
SELECT settle_moderation_log(ARRAY(SELECT decision_id FROM appeals));
