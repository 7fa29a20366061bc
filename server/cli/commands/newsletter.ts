import type { Command } from "commander";
import type { Database } from "#db/client.ts";
import { composeDigest } from "#features/newsletter/issues/compose.ts";
import { type Period, parsePeriod } from "#features/newsletter/issues/period.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { expectOk, printResult, withDatabase } from "../run-command.ts";

interface ComposeOptions {
  month?: string;
  week?: string;
  topic?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const newsletter = program.command("newsletter").description("the issues of the newsletter");

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
