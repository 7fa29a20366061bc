/**
 * What becomes of a column:
 * - `account`: gone when the account is deleted, or when the subscriber's address is;
 * - `timed`: deleted or emptied by a rule of `retention-rules.ts`;
 * - `number`: the number of a member or subscriber, which names nobody once the account is deleted;
 * - `record`: kept without a name, because the law asks for the proof, or so that nobody is mailed against their will;
 * - `published`: what the site publishes or its staff wrote;
 * - `impersonal`: says nothing about anybody.
 */
export type ColumnRetention = "account" | "timed" | "number" | "record" | "published" | "impersonal";

/**
 * Every column of every table. A new one is added here with its decision, and to the privacy page if it is about a person;
 * `retention.test.ts` fails without it.
 */
export const columnRetention: Record<string, Partial<Record<ColumnRetention, string>>> = {
  activity_log: { number: "actor_id subject_id", impersonal: "id kind detail created_at" },
  announced_articles: { impersonal: "article_id announced_at" },
  appeal_outcomes: {
    number: "actor_id",
    record: "note",
    impersonal: "appeal_id outcome decided_by_same_moderator undo_id created_at",
  },
  appeal_texts: { account: "appeal_id member_id body" },
  appeals: { number: "member_id", impersonal: "id decision_id created_at" },
  article_authors: { impersonal: "article_id author_id position listed_at" },
  article_categories: { impersonal: "article_id category_id position listed_at" },
  article_creations: { number: "member_id", impersonal: "key article_id" },
  article_drafts: {
    number: "owner_id saved_by",
    published: "content",
    impersonal: "article_id version saved_at last_page_key",
  },
  article_edit_locks: { number: "member_id", impersonal: "article_id key acquired_at heartbeat_at" },
  article_headlines: { published: "title word_pairs", impersonal: "article_id" },
  article_keywords: { published: "word weight", impersonal: "article_id listed_at" },
  article_media: { impersonal: "article_id media_id" },
  article_preview_links: { number: "member_id", timed: "id article_id created_at expires_at revoked_at" },
  article_revision_media: { impersonal: "revision_id media_id" },
  article_revisions: {
    number: "member_id",
    published: "content",
    impersonal: "id article_id kind word_count created_at",
  },
  article_schedules: {
    number: "scheduled_by",
    published: "change_note change_credit",
    impersonal: "article_id publish_at change_kind failure",
  },
  article_tags: { impersonal: "article_id tag_id position listed_at" },
  article_withdrawals: { number: "member_id", published: "note", impersonal: "article_id created_at" },
  articles: {
    published:
      "slug title lead body_html body_text lead_caption source_title source_url canonical_url seo_title seo_description search",
    impersonal:
      "id status word_count lead_media_id source_id syndicated comment_policy comments_close_after_days slow_mode_minutes thread_version comment_count rating_count rating_sum legacy_rating_count legacy_rating_sum published_at updated_at edited_at created_at",
  },
  authors: {
    account: "member_id",
    published: "handle name biography portrait_media_id fediverse",
    impersonal: "id created_at",
  },
  backup_runs: { timed: "id kind started_at finished_at bytes pictures location archive failure" },
  categories: { impersonal: "id slug name description parent_id position created_at" },
  changes: { timed: "timeline xid id tags urgency messages created_at" },
  comment_domains: { record: "comment_id domain" },
  comment_fingerprint_bands: { timed: "band comment_id" },
  comment_fingerprints: { timed: "comment_id words signature created_at" },
  comment_guests: { account: "comment_id address_hmac" },
  comment_reactions: { account: "comment_id member_id created_at" },
  comment_reports: { account: "note", number: "member_id", impersonal: "id comment_id reason created_at" },
  comment_submissions: { account: "member_id key comment_id created_at" },
  comments: {
    account: "body_source body_html",
    number: "member_id",
    published: "author_name",
    impersonal:
      "id article_id parent_id thread depth status reaction_count created_at edited_at removed_at featured_at version deleted_at",
  },
  corrections: { number: "member_id", published: "note credit", impersonal: "id article_id kind created_at" },
  daily_decision_waits: { impersonal: "zone day decided median" },
  decision_mails: { number: "member_id", impersonal: "decision_id due_at claimed_at done_at sent" },
  deleted_comment_texts: { account: "comment_id status body_source body_html erase_at" },
  dsa_notice_events: {
    number: "actor_id",
    record: "text",
    impersonal: "id notice_id kind outcome decision_id created_at",
  },
  dsa_notices: {
    timed: "name email",
    record: "explanation reasons content_hash address",
    impersonal:
      "id reference ground article_id comment_id state outcome decision_id version created_at decided_at sender_erased_at",
  },
  feed_days: { impersonal: "feed_id day fetches unchanged failures items bytes" },
  feed_item_decisions: { number: "member_id", impersonal: "id item_id action batch_key before detail created_at" },
  feed_item_versions: { published: "title excerpt body_html raw", impersonal: "id item_id content_hash replaced_at" },
  expertise_grants: { account: "id member_id expertise created_at", number: "granted_by" },
  feed_items: {
    published: "url url_key title author terms excerpt guid_key",
    timed: "body_html raw pictures",
    impersonal:
      "id feed_id language published_at declared_date fetched_at content_hash sketch bands state duplicate_of_id likeness article_id published_hash article_hash refusal source_change missing_at decided_at",
  },
  feed_states: {
    impersonal:
      "feed_id next_at claim etag last_modified body_hash fetched_at succeeded_at changed_at failures failure interval_seconds hub_url self_url",
  },
  feeds: {
    number: "created_by",
    published: "blocked_authors",
    impersonal:
      "id source_id url url_key moved_from moved_at title status publication body indexing edit_policy deletion_policy pictures language category_id term_mappings author_id blocked_words interval_minutes created_at updated_at version",
  },
  follows: { account: "id member_id tag_id category_id author_id article_id mailed created_at" },
  health_incidents: { impersonal: "id name state code figures started_at ended_at mailed_at end_mailed_at is_silent" },
  health_results: { impersonal: "name state facts measured_at checked_at" },
  health_samples: { timed: "bucket_at instance sample" },
  health_sizes: { impersonal: "day sizes measured_at" },
  home_pins: { number: "pinned_by", impersonal: "id article_id position expires_at pinned_at" },
  import_runs: {
    number: "started_by",
    impersonal:
      "id blog_url source source_hash options state dry_run done_size total_size checkpoint report failure created_at started_at progress_at finished_at",
  },
  imported_items: { impersonal: "blog_url kind foreign_id local_id fingerprint imported_at" },
  index_now_progress: { impersonal: "id last_change_at retry_at failures" },
  library_pictures: {
    number: "uploader_id",
    published: "search",
    impersonal: "media_id content_hash has_alt added_at",
  },
  mail_claims: { timed: "key claimed_at sent_at" },
  mail_reports: {
    number: "subscriber_id member_id",
    record: "code diagnostic fingerprint",
    impersonal: "id kind source issue_id created_at",
  },
  mail_suppressions: { record: "address_key reason code created_at" },
  media: {
    published: "alt caption credit original_name",
    impersonal: "id format width height bytes animated licence focus_x focus_y revision version created_at",
  },
  member_avatars: { account: "member_id media_id" },
  member_deletions: { number: "member_id", impersonal: "id keeps_comments requested_at due_at cancelled_at done_at" },
  member_feeds: { account: "member_id link_key created_at" },
  member_identities: { account: "provider subject member_id created_at" },
  member_sessions: { account: "id member_id user_agent method created_at last_seen_at revoked_at" },
  member_standings: {
    number: "member_id",
    impersonal: "banned_at suspension_ends_at premoderated warned_at acknowledged_at version updated_at",
  },
  member_tokens: { account: "hash kind member_id payload created_at expires_at used_at" },
  member_totp: { account: "member_id secret confirmed_at last_step created_at" },
  members: {
    number: "id",
    account:
      "email name handle role password_hash biography fediverse expertise profile_hidden_at mail_locale confirmed_at",
    impersonal: "session_version report_outcomes_off_at deleted_at created_at",
  },
  moderation_activity: { impersonal: "starts_at comments by_people by_rules" },
  moderation_activity_progress: { impersonal: "name counted_id next_id" },
  moderation_decisions: {
    number: "subject_id member_id actor_id",
    record: "note before after",
    impersonal: "id subject article_id rule action reason reverts part_of selection created_at",
  },
  moderation_digests: { account: "week member_id claimed_at sent_at" },
  moderation_log: {
    number: "decider",
    impersonal: "decision_id subject article_id action reason listed part_of outcome outcome_at waited kind created_at",
  },
  moderation_presence: { number: "member_id", impersonal: "comment_id expires_at" },
  moderation_queue: { number: "member_id", impersonal: "comment_id article_id pending flagged reports queued_at" },
  muted_discussions: { account: "member_id article_id created_at" },
  mutes: { account: "member_id muted_id created_at" },
  newsletter_consents: {
    number: "subscriber_id",
    record: "event via consent_text page requested_at topics rhythm alerts created_at",
    impersonal: "id",
  },
  newsletter_deliveries: {
    number: "subscriber_id resolved_by",
    record: "domain response",
    impersonal: "issue_id state attempts due_at claimed_by claimed_at sent_at",
  },
  newsletter_issue_items: { impersonal: "issue_id article_id position text" },
  newsletter_issues: {
    number: "created_by started_by cancelled_by",
    impersonal:
      "id slug kind rhythm topic_id period_start_at period_end_at subject preheader introduction status version scheduled_at started_at finished_at snapshot recipients failure created_at updated_at",
  },
  newsletter_rates: { impersonal: "key next_at last_slot_at day_limit day_count counted_at" },
  newsletter_senders: { impersonal: "id started_at lease_ends_at" },
  newsletter_signups: {
    account:
      "id address topic_ids rhythm alerts locale page consent_text state link_key expires_at created_at decided_at decided_by",
  },
  newsletter_subscriber_topics: { account: "subscriber_id topic_id" },
  newsletter_subscribers: {
    number: "id",
    account: "address link_key",
    impersonal: "locale rhythm alerts state version confirmed_at ended_at created_at",
  },
  newsletter_topic_categories: { impersonal: "topic_id category_id" },
  newsletter_topic_tags: { impersonal: "topic_id tag_id" },
  newsletter_topics: { impersonal: "id slug name description position ended_at created_at" },
  notification_mails: { account: "id member_id subject created_at sent_at" },
  notification_settings: {
    account: "member_id replies mentions decisions follows staff moderation_digest link_key updated_at",
  },
  notifications: {
    account: "id member_id kind comment_id actor_id status decision_id article_id alert created_at read_at",
  },
  passkeys: { account: "id member_id public_key counter transports name created_at last_used_at" },
  pending_followed_comments: { impersonal: "comment_id created_at" },
  pending_notification_mails: { account: "notification_id member_id created_at" },
  queue_samples: { impersonal: "taken_at waiting median oldest" },
  rate_limits: { timed: "key points expires_at" },
  ratings: { account: "article_id member_id stars counted created_at updated_at" },
  recovery_codes: { account: "id member_id hash used_at" },
  redirects: { impersonal: "from_path article_id to_path created_at" },
  registration_network_salts: { timed: "day salt" },
  registration_networks: { account: "member_id day hash created_at" },
  rejected_saves: { impersonal: "revision_id article_id" },
  related_articles: { impersonal: "article_id related_id rank score reasons" },
  related_choices: { number: "member_id", impersonal: "article_id related_id kind position created_at" },
  reply_templates: { number: "updated_by", published: "title body", impersonal: "id reason created_at updated_at" },
  report_abuse_marks: { number: "member_id actor_id", impersonal: "id report_id abusive created_at" },
  schedule_runs: { impersonal: "name started_at finished_at next_at result failed_at failure" },
  screening_verdicts: { impersonal: "comment_id position reason action rule values created_at" },
  search_articles: { published: "head words facets", impersonal: "article_id listed_at" },
  search_changes: { impersonal: "transaction_id article_id is_new is_indexed" },
  search_comments: { account: "comment_id article_id listed_at words facets" },
  search_progress: { impersonal: "part done total last_at last_id started_at finished_at" },
  search_terms: { impersonal: "word spelling stem article_count spelling_count counted" },
  setting_changes: { number: "actor_id", published: "before after", impersonal: "id key created_at" },
  settings: { published: "value", impersonal: "key updated_at" },
  sign_in_challenges: { account: "hash kind member_id payload expires_at" },
  site_pages: {
    number: "updated_by",
    published: "title body seo_title seo_description",
    impersonal: "id slug discussion_id published_at withdrawn_at created_at updated_at",
  },
  sources: { impersonal: "id slug name url description attribution licence reservation created_at" },
  spam_training: { impersonal: "id trained_at approved refused precision recall thresholds" },
  spam_words: { impersonal: "word approved refused" },
  staff_invitations: { number: "invited_by", account: "id email name role hash created_at expires_at" },
  stories: { impersonal: "id slug title deck kind merged_into_id created_at" },
  story_articles: { impersonal: "article_id story_id position listed_at" },
  tags: { impersonal: "id slug name created_at" },
  taxonomy_merges: {
    number: "started_by",
    impersonal: "id kind from_id from_name into_id total moved created_at finished_at",
  },
  thread_ranks: { impersonal: "article_id rank thread" },
  unpublished_articles: { impersonal: "article_id status" },
  watched_votes: { account: "id article_id member_id cast_at is_young_account state reason facts held_at version" },
  web_nodes: {
    timed: "id host build started_at beat_at timeline xid serves_readers newest_migration valkey_failure",
  },
  websub_subscriptions: {
    impersonal: "feed_id key hub_url topic_url secret state requested_at expires_at last_ping_at",
  },
  weekly_decision_waits: { impersonal: "zone weekday hour decided median" },
  worker_heartbeats: { impersonal: "id started_at beat_at" },
};
