CREATE TABLE "health_incidents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "health_incidents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"state" text NOT NULL,
	"code" text NOT NULL,
	"figures" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"mailed_at" timestamp (3) with time zone,
	"end_mailed_at" timestamp (3) with time zone,
	"is_silent" boolean DEFAULT false NOT NULL,
	CONSTRAINT "health_incidents_state" CHECK ("health_incidents"."state" in ('look', 'bad')),
	CONSTRAINT "health_incidents_times" CHECK ("health_incidents"."ended_at" is null or "health_incidents"."ended_at" >= "health_incidents"."started_at")
);
--> statement-breakpoint
CREATE TABLE "health_results" (
	"name" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"facts" jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "health_results_state" CHECK ("health_results"."state" in ('ok', 'look', 'bad', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "health_sizes" (
	"day" date PRIMARY KEY NOT NULL,
	"sizes" jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "health_incidents_open_unique" ON "health_incidents" USING btree ("name") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "health_incidents_started_at_idx" ON "health_incidents" USING btree ("started_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "health_incidents_ended_at_idx" ON "health_incidents" USING btree ("name","ended_at");