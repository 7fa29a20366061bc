ALTER TABLE "web_nodes" ADD COLUMN "serves_readers" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "web_nodes" ADD COLUMN "newest_migration" bigint;--> statement-breakpoint
ALTER TABLE "web_nodes" ADD COLUMN "valkey_failure" text;