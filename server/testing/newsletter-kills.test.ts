import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { sendDuringKills } from "./newsletter-kills.ts";

const { db, sql, url } = testDatabase();

test("no address gets an issue twice when senders, the mail server and connections are killed, and the ledger names what is uncertain", async () => {
  const report = await sendDuringKills({
    db,
    url,
    subscribers: 600,
    perSecond: 120,
    victims: ["sender", "database", "mail server", "sender"],
    // Of this test's database only: other tests use the server too.
    killDatabase: async () => {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    },
  });
  expect(report).toMatchObject({ twice: 0, unnamed: 0, missing: 0, stuck: 0, status: "sent" });
  expect(report.accepted + report.uncertain).toBeGreaterThanOrEqual(600);
}, 90_000);
