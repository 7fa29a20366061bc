-- A delivery of the newsletter changes its state only forwards, so that nothing can send it twice: one that was sent, bounced, failed, was
-- skipped or cancelled is never queued again, and an uncertain one only if an editor decided so.
CREATE OR REPLACE FUNCTION "check_delivery_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'Deliveries are never deleted.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.issue_id <> OLD.issue_id OR NEW.subscriber_id <> OLD.subscriber_id THEN
		RAISE EXCEPTION 'A delivery belongs to one issue and one subscriber.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.state = OLD.state
		OR (OLD.state = 'queued' AND NEW.state IN ('sending', 'failed', 'skipped', 'cancelled'))
		OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'queued', 'uncertain', 'bounced', 'failed', 'skipped'))
		OR (OLD.state IN ('sent', 'failed') AND NEW.state = 'bounced')
		OR (OLD.state = 'uncertain' AND NEW.state IN ('sent', 'bounced'))
		OR (OLD.state = 'uncertain' AND NEW.state IN ('queued', 'cancelled') AND NEW.resolved_by IS NOT NULL)
	THEN RETURN NEW; END IF;
	RAISE EXCEPTION 'A delivery cannot become % after %.', NEW.state, OLD.state USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "newsletter_deliveries_forwards" BEFORE UPDATE OR DELETE ON "newsletter_deliveries" FOR EACH ROW EXECUTE FUNCTION "check_delivery_change"();
