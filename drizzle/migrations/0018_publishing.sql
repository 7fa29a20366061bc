CREATE TABLE "article_previews" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "article_previews_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "article_schedules" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"publish_at" timestamp (3) with time zone NOT NULL,
	"member_id" bigint,
	"change_kind" text DEFAULT 'typo' NOT NULL,
	"change_note" text DEFAULT '' NOT NULL,
	"refusal" jsonb,
	CONSTRAINT "article_schedules_change" CHECK ("article_schedules"."change_kind" in ('correction', 'update', 'typo'))
);
--> statement-breakpoint
CREATE TABLE "article_withdrawals" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "article_previews" ADD CONSTRAINT "article_previews_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_previews" ADD CONSTRAINT "article_previews_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_schedules" ADD CONSTRAINT "article_schedules_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_schedules" ADD CONSTRAINT "article_schedules_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_withdrawals" ADD CONSTRAINT "article_withdrawals_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_withdrawals" ADD CONSTRAINT "article_withdrawals_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_previews_article_id_idx" ON "article_previews" USING btree ("article_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_previews_member_id_idx" ON "article_previews" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_schedules_due_idx" ON "article_schedules" USING btree ("publish_at") WHERE refusal is null;--> statement-breakpoint
CREATE INDEX "article_schedules_member_id_idx" ON "article_schedules" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_withdrawals_member_id_idx" ON "article_withdrawals" USING btree ("member_id");