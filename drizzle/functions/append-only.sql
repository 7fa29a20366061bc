-- Append-only tables: any statement that changes or deletes their rows fails, for every role.
CREATE OR REPLACE FUNCTION "reject_append_only_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Rows of % are append-only: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation', HINT = 'Add a further row.';
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "moderation_decisions" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "setting_changes_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "setting_changes" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "report_abuse_marks_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "report_abuse_marks" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "dsa_notice_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "dsa_notice_events" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeals_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeals" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeal_outcomes_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeal_outcomes" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "corrections_append_only" BEFORE DELETE OR TRUNCATE ON "corrections" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
-- A reader who is named may no longer want to be: that name alone can be removed.
CREATE OR REPLACE TRIGGER "corrections_changed_credit" BEFORE UPDATE ON "corrections" FOR EACH ROW WHEN (new.credit <> '' OR to_jsonb(new) - 'credit' <> to_jsonb(old) - 'credit') EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "activity_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activity_log" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "newsletter_consents_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "newsletter_consents" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "mail_reports_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "mail_reports" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "feed_item_decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "feed_item_decisions" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
