-- Written by hand: a comment that a rule made wait has waited since that decision. The decision comes after the comment, a moment later, and the queue kept the
-- comment's moment: the order hardly differed, but `vigie check` found each comment of a newcomer.
CREATE OR REPLACE FUNCTION "queue_follows_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
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
		PERFORM queue_again(again);
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
SELECT queue_again(ARRAY(
	SELECT q.comment_id FROM moderation_queue AS q JOIN comments AS c ON c.id = q.comment_id, queue_line_of(c) AS line
	WHERE q.queued_at <> line.queued_at));
