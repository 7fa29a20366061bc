import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, timestamptz } from "./columns.ts";

/** Topics that readers can choose in the newsletter. A topic with subscriptions will be ended instead of deleted. */
export const newsletterTopics = pgTable("newsletter_topics", {
  id: id(),
  /** Its name on the command line: `newsletter compose --topic SLUG`. */
  slug: text().notNull().unique(),
  /** Empty for the preset topic: its name in the site's language (i18n `newsletter.topics.preset`). */
  name: text().notNull(),
  description: text().notNull().default(""),
  position: integer().notNull().default(0),
  /** From this time on it is not offered to new readers. */
  endedAt: timestamptz(),
  createdAt: timestamptz().notNull().defaultNow(),
});
