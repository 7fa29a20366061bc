-- Written by hand: what undos need is looked for only where one came. Joined to a hundred decisions that undo nothing, a plan of the time when there were
-- few decisions reads all of them a hundred times. The lines of the queue are named by their ids, as `queue_again` does.
CREATE OR REPLACE FUNCTION "queue_follows_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	undone bigint[];
BEGIN
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ARRAY(
		SELECT d.subject_id FROM added AS d WHERE d.subject = 'comment' AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore')));
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		SELECT array_agg(d.subject_id) INTO undone FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts OR d.part_of = u.reverts
			WHERE d.subject = 'comment';
		IF undone IS NOT NULL THEN
			PERFORM queue_again(undone);
		END IF;
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "keep_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moments timestamptz[];
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, log_line_of(d) AS line;
	moments := ARRAY(SELECT DISTINCT created_at FROM added);
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		PERFORM settle_moderation_log(ARRAY(SELECT reverts FROM added WHERE reverts IS NOT NULL));
		moments := moments || ARRAY(SELECT d.created_at FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts);
	END IF;
	-- As announce() does (db/changes.ts), with the tags of features/moderation/log/tags.ts: the pages follow at commit.
	PERFORM announce_log(moments, ARRAY['moderation:log']);
	RETURN NULL;
END $$;
