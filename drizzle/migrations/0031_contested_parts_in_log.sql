-- Written by hand. What a ban took along stands in the ban's line, until its author contests it by itself: from then on in a line of its own.
CREATE OR REPLACE FUNCTION "settle_moderation_log"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
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
$$;--> statement-breakpoint
SELECT settle_moderation_log(ARRAY(SELECT decision_id FROM appeals));
