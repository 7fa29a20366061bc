ALTER TABLE "notification_settings" ADD COLUMN "moderation_digest" boolean DEFAULT true NOT NULL;--> statement-breakpoint
-- Until now the digest followed the alerts to the team.
UPDATE "notification_settings" SET "moderation_digest" = false WHERE "staff" = 'never';