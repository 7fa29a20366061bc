ALTER TABLE "feeds" ADD COLUMN "moved_from" text;--> statement-breakpoint
ALTER TABLE "feeds" ADD COLUMN "moved_at" timestamp (3) with time zone;