-- A reader who is named may no longer want to be: that name alone can be removed (drizzle/functions/append-only.sql).
CREATE OR REPLACE TRIGGER "corrections_append_only" BEFORE DELETE OR TRUNCATE ON "corrections" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "corrections_changed_credit" BEFORE UPDATE ON "corrections" FOR EACH ROW WHEN (new.credit <> '' OR to_jsonb(new) - 'credit' <> to_jsonb(old) - 'credit') EXECUTE FUNCTION "reject_append_only_change"();
