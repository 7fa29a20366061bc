import { parseArgs } from "node:util";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { sendDuringKills } from "./newsletter-kills.ts";
import { startTestPostgres } from "./temporary-postgres.ts";

// node server/testing/run-newsletter-kills.ts [--kills 24] [--subscribers 6000]: kills senders, the mail server and PostgreSQL while an issue
// is sent, and fails if an address got it twice, or the ledger and the mail server disagree.
const { values } = parseArgs({
  options: { kills: { type: "string", default: "24" }, subscribers: { type: "string", default: "6000" } },
});
process.env.AUTH_SECRET ??= "a secret of this run only, of no value";
const postgres = await startTestPostgres();
try {
  await migrate(postgres.url);
  const { db, close } = connect(postgres.url, { max: 2 });
  const all = ["sender", "mail server", "database"] as const;
  const victims = Array.from({ length: Number(values.kills) }, (_, n) => all[n % 3] ?? "sender");
  const report = await sendDuringKills({
    db,
    url: postgres.url,
    subscribers: Number(values.subscribers),
    perSecond: 150,
    victims,
    killDatabase: async () => {
      await postgres.outage.kill();
      await postgres.outage.restart();
    },
    say: (line) => console.log(`killed: ${line}`),
  });
  console.log(JSON.stringify(report, null, 2));
  const { twice, unnamed, missing, stuck, status } = report;
  if (twice + unnamed + missing + stuck > 0 || status !== "sent") process.exitCode = 1;
  await close();
} finally {
  await postgres.stop();
}
