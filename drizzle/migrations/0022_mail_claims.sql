CREATE TABLE "mail_claims" (
	"key" text PRIMARY KEY NOT NULL,
	"claimed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "notices_open_idx" ON "notices" USING btree ("id") WHERE state <> 'decided';--> statement-breakpoint
CREATE INDEX "notices_decision_idx" ON "notices" USING btree ("decision_id") WHERE decision_id is not null;