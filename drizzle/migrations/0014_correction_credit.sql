ALTER TABLE "corrections" ADD COLUMN "credit" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "article_schedules" ADD COLUMN "change_credit" text DEFAULT '' NOT NULL;