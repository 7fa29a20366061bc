-- What 0001 to 0004 added, for upgrade.test.ts: a row in each of their tables, beside those of baseline-site.sql. It belongs to 0004 and is not
-- changed when a later migration adds a table.
insert into announced_articles (article_id) values (1);
insert into follows (member_id, tag_id, mailed) values (1, 1, false);
insert into follows (member_id, article_id) values (1, 1);
insert into member_feeds (member_id, link_key) values (1, '\x0a');
insert into muted_discussions (member_id, article_id) values (1, 1);
insert into notification_settings (member_id, follows, link_key) values (1, 'weekly', '\x0b');
insert into notifications (member_id, kind, alert) values (1, 'alert', 'jobs');
insert into notification_mails (member_id, subject) values (1, 'Réponse à votre commentaire');
insert into pending_followed_comments (comment_id) values (1);
insert into schedule_runs (name, started_at, result) values ('maintenance', '2024-02-29T12:00:00Z', '');
insert into worker_heartbeats (id) values ('worker');
insert into newsletter_topic_categories (topic_id, category_id) values (1, 1);
insert into newsletter_topic_tags (topic_id, tag_id) values (1, 1);
insert into newsletter_subscribers (address, locale, rhythm, link_key) values ('éva@example.org', 'fr', 'weekly', '\x0c');
insert into newsletter_subscribers (address, rhythm, state, link_key, ended_at) values (null, 'never', 'ended', '\x0d', '2024-02-29T12:00:00Z');
insert into newsletter_subscriber_topics (subscriber_id, topic_id) values (1, 1);
insert into newsletter_consents (subscriber_id, event, via, consent_text, topics, rhythm, alerts) values (1, 'subscribed', 'confirmation', 'Je m’abonne.', '{monthly}', 'weekly', false);
insert into newsletter_signups (address, topic_ids, rhythm, alerts, page, consent_text, state, link_key, expires_at)
  values ('eva@example.org', '{1}', 'weekly', false, '/newsletter', 'Je m’abonne.', 'sent', '\x0e', '2034-01-01T00:00:00Z');
insert into newsletter_issues (slug, kind, rhythm, period_start_at, subject, status, snapshot, created_by, cancelled_by)
  values ('fevrier', 'digest', 'monthly', '2024-02-01T00:00:00Z', 'Février 🔓', 'cancelled', '{"items": []}', 1, 1);
insert into newsletter_issue_items (issue_id, article_id, position, text) values (1, 1, 0, 'Une faille.');
insert into newsletter_deliveries (issue_id, subscriber_id, domain) values (1, 1, 'example.org');
insert into newsletter_rates (key) values ('all');
insert into newsletter_senders (id, lease_ends_at) values ('sender', '2024-02-29T12:00:00Z');
insert into mail_reports (fingerprint, kind, source, issue_id, subscriber_id, code) values ('x', 'bounce', 'smtp', 1, 1, '5.1.1');
insert into mail_suppressions (address_key, reason) values ('parti@example.org', 'bounce');
