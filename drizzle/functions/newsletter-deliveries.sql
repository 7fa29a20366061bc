-- A delivery of the newsletter changes its state only forwards, so that nothing can send it twice: one that was sent, bounced, failed, was
-- skipped or cancelled is never queued again, and an uncertain one only if an editor decided so after it became uncertain.
CREATE OR REPLACE FUNCTION "check_delivery_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'Deliveries are never deleted.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.issue_id <> OLD.issue_id OR NEW.subscriber_id <> OLD.subscriber_id THEN
		RAISE EXCEPTION 'A delivery belongs to one issue and one subscriber.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.state = 'uncertain' AND OLD.state <> 'uncertain' THEN NEW.resolved_by := NULL; END IF;
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
--> statement-breakpoint
-- Claims up to `wanted` queued deliveries for a sender and returns them with what their mails need; the caller commits before it sends. Nothing
-- is claimed without a valid lease, which is locked, so that a sweep of expired leases sees these claims. The site's row of newsletter_rates
-- serialises claims. Both rates are token buckets: the site's holds a second's messages, a domain's ten seconds'. What exceeds its
-- domain's rate is moved to the time of its turn, so that each such row is looked at about once. Ended subscriptions become `skipped`.
-- `warm_up`: the day's limit is 500, doubled for each earlier day on which the ledger has sent messages; `zone` says when a day begins.
CREATE OR REPLACE FUNCTION "claim_deliveries"(sender text, wanted integer, per_second integer, per_domain_minute integer, warm_up boolean, zone text)
RETURNS TABLE (issue_id bigint, subscriber_id bigint, address text, link_key bytea, locale text, topic_ids bigint[], domain text, attempts smallint) LANGUAGE plpgsql AS $$
DECLARE
	at timestamptz;
	site newsletter_rates%ROWTYPE;
	today timestamptz;
	remaining integer;
	batch integer;
	issue bigint;
	taken bigint[];
	seen integer;
	spacing double precision := 60.0 / per_domain_minute;
	burst double precision := greatest(10.0, 60.0 / per_domain_minute);
BEGIN
	-- What is sent must not look unsent after a crash of the database.
	PERFORM set_config('synchronous_commit', 'on', true);
	PERFORM FROM newsletter_senders AS s WHERE s.id = sender AND s.lease_ends_at > clock_timestamp() FOR KEY SHARE;
	IF NOT FOUND THEN RETURN; END IF;
	INSERT INTO newsletter_rates (key, next_at) VALUES ('site', clock_timestamp() - interval '2 seconds') ON CONFLICT DO NOTHING;
	SELECT * INTO site FROM newsletter_rates AS r WHERE r.key = 'site' FOR UPDATE;
	-- Times are stored to the millisecond: a finer one would be rounded, and lose a message.
	at := date_trunc('milliseconds', clock_timestamp());
	-- Never later than now, unless the clock was set back.
	site.next_at := least(greatest(site.next_at, at - interval '1 second'), at);
	remaining := least(wanted, floor(extract(epoch FROM at - site.next_at) * per_second + 0.001)::integer);
	IF warm_up THEN
		today := date_trunc('day', at AT TIME ZONE zone) AT TIME ZONE zone;
		IF site.counted_at IS NULL OR site.counted_at < today OR site.day_limit IS NULL THEN
			WITH RECURSIVE days AS (
				SELECT max(d.sent_at) AS last FROM newsletter_deliveries AS d WHERE d.sent_at < today
				UNION ALL
				SELECT (SELECT max(d.sent_at) FROM newsletter_deliveries AS d
					WHERE d.sent_at < date_trunc('day', days.last AT TIME ZONE zone) AT TIME ZONE zone)
				FROM days WHERE days.last IS NOT NULL
			) SELECT 500 * 2 ^ count(limited.last) INTO site.day_limit FROM (SELECT last FROM days WHERE last IS NOT NULL LIMIT 20) AS limited;
			site.counted_at := NULL;
		END IF;
		-- Counted again each minute, since messages that were not accepted do not count.
		IF site.counted_at IS NULL OR site.counted_at < at - interval '1 minute' THEN
			SELECT count(*) INTO site.day_count FROM newsletter_deliveries AS d WHERE d.sent_at >= today;
			site.counted_at := at;
		END IF;
		remaining := least(remaining, site.day_limit - site.day_count);
	ELSE
		site.day_limit := NULL;
		site.counted_at := NULL;
	END IF;
	FOR issue IN SELECT i.id FROM newsletter_issues AS i WHERE i.status = 'sending' ORDER BY i.started_at, i.id LOOP
		batch := remaining;
		FOR round IN 1..10 LOOP
			EXIT WHEN remaining <= 0;
			WITH candidate AS MATERIALIZED (
				SELECT d.subscriber_id AS subscriber, d.domain AS name, d.due_at, s.state = 'active' AND s.address IS NOT NULL AS is_active
				FROM newsletter_deliveries AS d JOIN newsletter_subscribers AS s ON s.id = d.subscriber_id
				WHERE d.issue_id = issue AND d.state = 'queued' AND d.due_at <= at
				ORDER BY d.due_at LIMIT batch FOR UPDATE OF d SKIP LOCKED
			), placed AS (
				SELECT c.*, least(greatest(r.next_at, at - make_interval(secs => burst)), at) AS next_at, r.last_slot_at,
					row_number() OVER (PARTITION BY c.name, c.is_active ORDER BY c.due_at, c.subscriber) AS place,
					row_number() OVER (ORDER BY c.due_at, c.subscriber) AS overall
				FROM candidate AS c LEFT JOIN newsletter_rates AS r ON r.key = 'domain:' || c.name
			), allowed AS (
				SELECT p.*, floor(extract(epoch FROM at - coalesce(p.next_at, at - make_interval(secs => burst))) / spacing + 0.001)::integer AS tokens
				FROM placed AS p
			), decided AS (
				SELECT a.*, CASE
					WHEN NOT a.is_active THEN 'skipped'
					WHEN a.place > greatest(a.tokens, 0) THEN 'moved'
					WHEN count(*) FILTER (WHERE a.is_active AND a.place <= a.tokens) OVER (ORDER BY a.overall) > remaining THEN 'left'
					ELSE 'sending' END AS decision
				FROM allowed AS a
			), moved AS (
				SELECT w.subscriber, greatest(w.last_slot_at, w.next_at, at) + make_interval(secs => spacing * (w.place - greatest(w.tokens, 0))) AS due
				FROM decided AS w WHERE w.decision = 'moved'
			), changed AS (
				UPDATE newsletter_deliveries AS d SET
					state = CASE WHEN w.decision = 'moved' THEN d.state ELSE w.decision::newsletter_delivery_state END,
					due_at = coalesce(m.due, d.due_at),
					claimed_by = CASE WHEN w.decision = 'sending' THEN sender END,
					claimed_at = CASE WHEN w.decision = 'sending' THEN at END
				FROM decided AS w LEFT JOIN moved AS m ON m.subscriber = w.subscriber
				WHERE d.issue_id = issue AND d.subscriber_id = w.subscriber AND w.decision <> 'left'
				RETURNING d.subscriber_id AS subscriber, d.state
			), rated AS (
				INSERT INTO newsletter_rates AS r (key, next_at, last_slot_at)
				SELECT 'domain:' || w.name,
					coalesce(min(w.next_at), at - make_interval(secs => burst)) + make_interval(secs => spacing * count(*) FILTER (WHERE w.decision = 'sending')),
					coalesce(max(m.due), min(w.last_slot_at), at)
				FROM decided AS w LEFT JOIN moved AS m ON m.subscriber = w.subscriber
				WHERE w.decision IN ('sending', 'moved') GROUP BY w.name
				ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at, last_slot_at = excluded.last_slot_at
			)
			SELECT array_agg(c.subscriber) FILTER (WHERE c.state = 'sending'), count(*) INTO taken, seen FROM changed AS c;
			RETURN QUERY SELECT issue, s.id, s.address, s.link_key, s.locale,
				array(SELECT t.topic_id FROM newsletter_subscriber_topics AS t WHERE t.subscriber_id = s.id ORDER BY t.topic_id),
				d.domain, d.attempts
			FROM unnest(taken) AS one (id) JOIN newsletter_subscribers AS s ON s.id = one.id
			JOIN newsletter_deliveries AS d ON d.issue_id = issue AND d.subscriber_id = s.id;
			seen := coalesce(seen, 0);
			remaining := remaining - coalesce(cardinality(taken), 0);
			site.next_at := site.next_at + make_interval(secs => coalesce(cardinality(taken), 0)::double precision / per_second);
			site.day_count := site.day_count + coalesce(cardinality(taken), 0);
			EXIT WHEN seen = 0;
			-- The rest of the batch was moved: more rows are looked at.
			batch := least(200, 4 * greatest(batch, 5));
		END LOOP;
	END LOOP;
	UPDATE newsletter_rates AS r SET next_at = site.next_at, day_limit = site.day_limit, day_count = site.day_count, counted_at = site.counted_at
	WHERE r.key = 'site';
END $$;
