CREATE INDEX "decision_mails_waiting_idx" ON "decision_mails" USING btree ("member_id","due_at") WHERE claimed_at is null and done_at is null;--> statement-breakpoint
CREATE INDEX "notifications_decision_id_idx" ON "notifications" USING btree ("decision_id") WHERE decision_id is not null;--> statement-breakpoint
-- Written by hand (drizzle's schema knows no triggers): the queue follows all comments that a statement changed at once, not each by itself. Of rows and
-- their earlier selves the difference is taken by sets: a join would be planned for one row and then be asked for thousands.
CREATE FUNCTION "queue_follows_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moved bigint[];
BEGIN
	SELECT array_agg(id) INTO moved FROM (SELECT id, status, deleted_at FROM now_is EXCEPT SELECT id, status, deleted_at FROM was) AS changed;
	IF moved IS NOT NULL THEN
		PERFORM queue_again(moved);
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
DROP TRIGGER "comments_queued_again" ON "comments";--> statement-breakpoint
CREATE TRIGGER "comments_queued_again" AFTER UPDATE ON "comments" REFERENCING OLD TABLE AS was NEW TABLE AS now_is FOR EACH STATEMENT EXECUTE FUNCTION "queue_follows_comments"();
