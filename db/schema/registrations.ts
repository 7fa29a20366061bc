import { customType, date, index, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** A day's random salt: without it the day's hashes say nothing of a network. Gone once no registration can be compared with that day's. */
export const registrationNetworkSalts = pgTable("registration_network_salts", {
  day: date().primaryKey(),
  salt: bytes().notNull(),
});

/**
 * From which network an account was registered, as salted hashes of the day and of the day before: what was registered from one network
 * within a day has one in common. Never the address; deleted after `registrationNetworkDays` (features/moderation/member-record/rules.ts).
 */
export const registrationNetworks = pgTable(
  "registration_networks",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** Whose salt it is, in UTC. */
    day: date().notNull(),
    hash: bytes().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.day] }),
    index("registration_networks_hash_idx").on(t.day, t.hash),
    index("registration_networks_created_at_idx").on(t.createdAt),
  ],
);
