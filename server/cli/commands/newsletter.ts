import { statSync } from "node:fs";
import { type Command, Option } from "commander";
import { eq, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { newsletterIssues, workerHeartbeats } from "#db/schema.ts";
import { composeDigest } from "#features/newsletter/issues/compose.ts";
import { type Period, parsePeriod } from "#features/newsletter/issues/period.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { dryRun } from "#features/newsletter/sending/dry-run.ts";
import { startSending } from "#features/newsletter/sending/mutations.ts";
import { runSender } from "#features/newsletter/sending/sender.ts";
import { importSubscribers } from "#features/newsletter/subscriber-import/import-subscribers.ts";
import { formatSubscribers } from "#features/newsletter/subscriber-import/report.ts";
import { readSettings } from "#features/settings/queries.ts";
import { withImportLock } from "#features/wordpress/import-lock.ts";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { parseId } from "#lib/ids.ts";
import { closeJobs } from "#lib/jobs.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { startProgress } from "../progress.ts";
import { expectOk, printResult, resolveFromCaller, withDatabase } from "../run-command.ts";

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
    .option("--dry-run", "print who would get it, how long it takes and what is wrong, and send nothing")
    .option("--json", "print the result as JSON")
    .action(async (issue: string, options: { json?: boolean; dryRun?: boolean }) => {
      if (options.dryRun) {
        const report = await withDatabase(async ({ db }) => planSending(db, issue));
        return printResult(report, options, () => describePlan(report));
      }
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

  newsletter
    .command("import")
    .argument(
      "<file>",
      "the CSV that MailPoet, Mailchimp or The Newsletter Plugin exports, or one with the columns email and confirmed_at",
    )
    .description("import subscribers with their consent; existing ones are left as they are. See docs/newsletter.md")
    .option("--topics <slugs>", "their topics, such as news,agenda (default: all)")
    .addOption(new Option("--rhythm <rhythm>").choices(["monthly", "weekly"]).default("monthly"))
    .option(
      "--ask-unconfirmed",
      "send each subscriber who never confirmed one confirmation mail, one every three seconds",
    )
    .option("--dry-run", "do everything, then undo it: shows the same report and writes nothing")
    .option("--json", "print the report as JSON")
    .action(async (file: string, options: ImportOptions) => {
      const report = await importSubscribersFile(file, options);
      printResult(report, options, () => formatSubscribers(report, file));
    });
}

interface ImportOptions {
  topics?: string;
  rhythm?: "monthly" | "weekly";
  askUnconfirmed?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Imports a list of subscribers, with a progress bar. */
export async function importSubscribersFile(file: string, options: ImportOptions) {
  const path = resolveFromCaller(file);
  const progress = startProgress("Subscribers", {
    unit: "bytes",
    total: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  });
  let seen = 0;
  try {
    return await withDatabase(({ db, url, env }) =>
      withImportLock(url, () => {
        // Signs the links of confirmations.
        loadSecrets(env.DATA_DIR);
        return importSubscribers(db, {
          file: path,
          ...(options.topics && { topics: options.topics.split(",").map((slug) => slug.trim()) }),
          ...(options.rhythm && { rhythm: options.rhythm }),
          askUnconfirmed: options.askUnconfirmed ?? false,
          dryRun: options.dryRun ?? false,
          onProgress: (bytes) => {
            progress.advance(bytes - seen);
            seen = bytes;
          },
        }).finally(closeJobs);
      }),
    );
  } finally {
    progress.done();
  }
}

interface SendReport {
  issue: number;
  recipients: number;
  /** `site`: the running site's worker sends it. */
  by: "site" | "command";
  sent: number;
  other: number;
}

/** Computes what `send` would do. */
async function planSending(db: Database, reference: string) {
  const { id } = await findIssueByReference(db, reference);
  const { findings, ...plan } = expectOk(await dryRun(db, id));
  const t = translator("en");
  const problems = findings.map(({ code, blocks, about }) => ({
    blocks,
    text: t(`issues.checklist.${code}`, { count: about.length }),
    about,
  }));
  const by = (await hasWorker(db)) ? "site" : "command";
  return { issue: id, dryRun: true, by, mailServer: env().SMTP_URL !== undefined, ...plan, problems };
}

function describePlan(plan: Awaited<ReturnType<typeof planSending>>): string[] {
  const { subject, articles, recipients, domains, days, seconds, by, mailServer, problems } = plan;
  const named = domains.map((one) => `${one.domain} ${one.recipients}`).join(", ");
  const time = new Date(seconds * 1_000).toISOString().slice(11, 19);
  return [
    `Nothing was sent. Issue ${plan.issue}: ${subject || "(no subject)"}`,
    `Recipients: ${recipients}${named && ` (${named}${recipients > sum(domains) ? ", …" : ""})`}; articles: ${articles}.`,
    `${by === "site" ? "The running site" : "This command"} would send it in ${days > 0 ? `${days} days of warm-up and ` : ""}${Math.floor(seconds / 86_400) > 0 ? `${Math.floor(seconds / 86_400)} days and ` : ""}${time} (h:min:s).`,
    ...(mailServer ? [] : ["There is no mail server (SMTP_URL): the mails become files in DATA_DIR/mail."]),
    ...problems.map(
      ({ blocks, text, about }) => `${blocks ? "Cannot be sent: " : "Check: "}${[text, ...about].join(" · ")}`,
    ),
  ];
}

const sum = (domains: { recipients: number }[]) => domains.reduce((all, one) => all + one.recipients, 0);

/** Starts sending an issue; without a running worker, also sends it until nothing is due. */
async function send(db: Database, reference: string): Promise<SendReport> {
  const issue = await findIssueByReference(db, reference);
  const isRunning = issue.status === "sending";
  const recipients = isRunning ? 0 : expectOk(await startSending(db, issue.id, null, issue.version)).recipients;
  const report = { issue: issue.id, recipients, sent: 0, other: 0 };
  if (await hasWorker(db)) return { ...report, by: "site" };
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

async function findIssueByReference(db: Database, reference: string) {
  const [issue] = await db
    .select({ id: newsletterIssues.id, version: newsletterIssues.version, status: newsletterIssues.status })
    .from(newsletterIssues)
    .where(or(eq(newsletterIssues.slug, reference), eq(newsletterIssues.id, parseId(reference) ?? 0)))
    .limit(1);
  if (!issue)
    throw new OperatorError(`There is no issue ${reference}. Give its number or the last part of its address.`);
  return issue;
}

/** Whether a running process sends what is due. */
async function hasWorker(db: Database): Promise<boolean> {
  const [worker] = await db
    .select({ id: workerHeartbeats.id })
    .from(workerHeartbeats)
    .where(sql`${workerHeartbeats.beatAt} > now() - interval '1 minute'`)
    .limit(1);
  return worker !== undefined;
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
