CREATE TABLE "health_samples" (
	"bucket_at" timestamp (3) with time zone NOT NULL,
	"instance" text NOT NULL,
	"sample" jsonb NOT NULL,
	CONSTRAINT "health_samples_bucket_at_instance_pk" PRIMARY KEY("bucket_at","instance")
);
