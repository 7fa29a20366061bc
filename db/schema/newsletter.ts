import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, timestamptz } from "./columns.ts";

/** What readers can ask the newsletter for. Subscriptions will refer to these rows, and keep one that is used from being deleted: then it is ended. */
export const newsletterTopics = pgTable("newsletter_topics", {
  id: id(),
  /** How the command line calls it: `newsletter compose --topic SLUG`. */
  slug: text().notNull().unique(),
  /** Empty, of the topic that every site begins with: the one in the site's language (i18n `newsletter.topics.preset`). */
  name: text().notNull(),
  description: text().notNull().default(""),
  position: integer().notNull().default(0),
  /** Nobody new is offered it from then on. */
  endedAt: timestamptz(),
  createdAt: timestamptz().notNull().defaultNow(),
});
