CREATE TABLE "comment_domains" (
	"comment_id" bigint NOT NULL,
	"domain" text NOT NULL,
	CONSTRAINT "comment_domains_comment_id_domain_pk" PRIMARY KEY("comment_id","domain")
);
--> statement-breakpoint
CREATE TABLE "comment_fingerprints" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"words" integer NOT NULL,
	"signature" integer[] NOT NULL,
	"bands" integer[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comment_verdicts" (
	"comment_id" bigint NOT NULL,
	"place" smallint NOT NULL,
	"reason" text NOT NULL,
	"action" text NOT NULL,
	"rule" text DEFAULT '' NOT NULL,
	"values" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "comment_verdicts_comment_id_reason_pk" PRIMARY KEY("comment_id","reason"),
	CONSTRAINT "comment_verdicts_action" CHECK ("comment_verdicts"."action" in ('hold', 'flag'))
);
--> statement-breakpoint
CREATE TABLE "spam_training" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"trained_at" timestamp (3) with time zone NOT NULL,
	"approved" integer NOT NULL,
	"refused" integer NOT NULL,
	"precision" real,
	"recall" real,
	CONSTRAINT "spam_training_one" CHECK ("spam_training"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "spam_words" (
	"word" text PRIMARY KEY NOT NULL,
	"approved" integer NOT NULL,
	"refused" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "comment_domains" ADD CONSTRAINT "comment_domains_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_fingerprints" ADD CONSTRAINT "comment_fingerprints_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_verdicts" ADD CONSTRAINT "comment_verdicts_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comment_domains_domain_idx" ON "comment_domains" USING btree ("domain","comment_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "comment_fingerprints_bands_idx" ON "comment_fingerprints" USING gin ("bands");--> statement-breakpoint
CREATE INDEX "comment_fingerprints_created_at_idx" ON "comment_fingerprints" USING btree ("created_at");