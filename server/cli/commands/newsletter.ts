import type { Command } from "commander";
import { eq, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { newsletterIssues, workerHeartbeats } from "#db/schema.ts";
import { composeDigest } from "#features/newsletter/issues/compose.ts";
import { type Period, parsePeriod } from "#features/newsletter/issues/period.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { startSending } from "#features/newsletter/sending/mutations.ts";
import { runSender } from "#features/newsletter/sending/sender.ts";
import { readSettings } from "#features/settings/queries.ts";
import { parseId } from "#lib/ids.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { startProgress } from "../progress.ts";
import { expectOk, printResult, withDatabase } from "../run-command.ts";

interface ComposeOptions {
  month?: string;
  week?: string;
  topic?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const newsletter = program.command("newsletter").description("draft and send issues of the newsletter");

  newsletter
    .command("compose")
    .description("draft an issue from what was published in a month or a week; a period is drafted once")
    .option("--month <YYYY-MM>", "a month, in the site's time zone")
    .option("--week <YYYY-Www>", "an ISO week, as in 2026-W48")
    .option("--topic <slug>", "only this topic")
    .option("--json", "print the result as JSON")
    .action(async (options: ComposeOptions) => {
      const result = await withDatabase(({ db }) => compose(db, options));
      printResult(
        result,
        options,
        () => `${result.created ? "Drafted" : "Already drafted"}: issue ${result.issue}, ${result.address}`,
      );
    });

  newsletter
    .command("send")
    .argument("<issue>", "its number, or the last part of its address")
    .description("send an issue; a running site sends it, otherwise this command does")
    .option("--json", "print the result as JSON")
    .action(async (issue: string, options: { json?: boolean }) => {
      const result = await withDatabase(async ({ db, env }) => {
        // Loads the secret that signs links in mails.
        loadSecrets(env.DATA_DIR);
        return send(db, issue);
      });
      printResult(result, options, () =>
        result.by === "site"
          ? `Started: ${result.recipients} recipients; the running site sends it.`
          : `${result.sent} sent, ${result.other} not; what is queued for later is sent by the site, or by this command again.`,
      );
    });
}

interface SendReport {
  issue: number;
  recipients: number;
  /** `site`: the running site's worker sends it. */
  by: "site" | "command";
  sent: number;
  other: number;
}

/** Starts sending an issue; without a running worker, also sends it until nothing is due. */
async function send(db: Database, reference: string): Promise<SendReport> {
  const [issue] = await db
    .select({ id: newsletterIssues.id, version: newsletterIssues.version, status: newsletterIssues.status })
    .from(newsletterIssues)
    .where(or(eq(newsletterIssues.slug, reference), eq(newsletterIssues.id, parseId(reference) ?? 0)))
    .limit(1);
  if (!issue)
    throw new OperatorError(`There is no issue ${reference}. Give its number or the last part of its address.`);
  const isRunning = issue.status === "sending";
  const recipients = isRunning ? 0 : expectOk(await startSending(db, issue.id, null, issue.version)).recipients;
  const report = { issue: issue.id, recipients, sent: 0, other: 0 };
  const [worker] = await db
    .select({ id: workerHeartbeats.id })
    .from(workerHeartbeats)
    .where(sql`${workerHeartbeats.beatAt} > now() - interval '1 minute'`)
    .limit(1);
  if (worker) return { ...report, by: "site" };
  const progress = startProgress("Sending", { total: recipients, unit: "mails" });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  let shown = 0;
  try {
    const count = await runSender(db, {
      signal: stop.signal,
      onProgress: ({ sent, other }) => {
        progress.advance(sent + other - shown);
        shown = sent + other;
      },
    });
    return { ...report, ...count, by: "command" };
  } finally {
    progress.done();
  }
}

async function compose(db: Database, { month, week, topic }: ComposeOptions) {
  const zone = (await readSettings(db))["site.zone"];
  const period = readPeriod(month, week, zone);
  const topicId = topic === undefined ? undefined : await findTopicId(db, topic);
  const { id, created } = expectOk(await composeDigest(db, { period, topicId }));
  return { issue: id, created, period: period.name, address: absoluteUrl(issueEditorPath(id)) };
}

function readPeriod(month: string | undefined, week: string | undefined, zone: string): Period {
  if ((month === undefined) === (week === undefined)) throw new OperatorError("Give either --month or --week.");
  const period = parsePeriod(month ?? week ?? "", zone);
  if (!period || (period.rhythm === "monthly") !== (month !== undefined))
    throw new OperatorError(
      month === undefined ? "--week is an ISO week such as 2026-W48." : "--month is a month such as 2026-11.",
    );
  return period;
}

async function findTopicId(db: Database, slug: string): Promise<number> {
  const topics = await listTopics(db);
  const topic = topics.find((one) => one.slug === slug);
  if (topic) return topic.id;
  const known = topics.map((one) => one.slug).join(", ");
  throw new OperatorError(`There is no topic ${slug}.${known && ` Topics: ${known}.`}`);
}
