// The one list of tables, for drizzle's client. drizzle-kit reads the folder itself.
export * from "./schema/appeals.ts";
export * from "./schema/articles.ts";
export * from "./schema/community.ts";
export * from "./schema/desk.ts";
export * from "./schema/library.ts";
export * from "./schema/media.ts";
export * from "./schema/members.ts";
export * from "./schema/moderation.ts";
export * from "./schema/moderation-stats.ts";
export * from "./schema/pipeline.ts";
export * from "./schema/public-log.ts";
export * from "./schema/queue.ts";
export * from "./schema/registrations.ts";
export * from "./schema/reports.ts";
export * from "./schema/sign-in.ts";
export * from "./schema/site.ts";
export * from "./schema/taxonomy.ts";
