-- Each new notification may be mailed, whatever statement added it.
CREATE OR REPLACE FUNCTION "add_pending_notification_mails"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO pending_notification_mails (notification_id, member_id) SELECT id, member_id FROM added;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "notifications_pending_mails" AFTER INSERT ON "notifications" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "add_pending_notification_mails"();
