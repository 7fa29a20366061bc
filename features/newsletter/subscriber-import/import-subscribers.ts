import { inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import {
  mailClaims,
  newsletterConsents,
  newsletterSignups,
  newsletterSubscribers,
  newsletterSubscriberTopics,
} from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { enqueue } from "#lib/jobs.ts";
import { signText } from "#lib/keyed-hash.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { WrongLines, type WrongLinesOf } from "#lib/wrong-lines.ts";
import { listTopics, type Topic } from "../queries.ts";
import { signupMailJob } from "../signup/jobs.ts";
import { signupDays } from "../signup/rules.ts";
import { createLinkKey } from "../subscribers/mutations.ts";
import type { rhythms } from "../subscribers/rules.ts";
import { type ImportedSubscriber, readSubscribers, type Source, type WrongSubscriberLine } from "./read-subscribers.ts";

export interface SubscriberImportOptions {
  file: string;
  /** Slugs of the topics that they get; all on offer without it. */
  topics?: string[];
  rhythm?: (typeof rhythms)[number];
  /** Mails a confirmation to those who never confirmed, once, a few a minute. */
  askUnconfirmed?: boolean;
  /** Do everything, then roll it back. */
  dryRun?: boolean;
  onProgress?: (bytes: number) => void;
}

export interface SubscriberReport {
  source: Source;
  dryRun: boolean;
  /** New subscriptions, with their proof of consent. */
  subscribed: number;
  /** Recorded so that nobody writes to them. */
  unsubscribed: number;
  bounced: number;
  /** They have, or had, a subscription here: left as it is. */
  existing: number;
  /** Without proof of consent: not subscribed. `asked` of them are mailed a confirmation, `waiting` are not (yet). */
  unconfirmed: { asked: number; askedBefore: number; waiting: number };
  /** Further lines of an address (MailPoet writes one for each list). */
  repeated: number;
  wrong: WrongLinesOf<WrongSubscriberLine>[];
}

const batchSize = 500;
/** The page that sign-ups and consents name. */
export const importPage = "import";
/** Confirmations asked for by one run. */
const maxAsked = 5_000;
/** A confirmation every three seconds, so that providers see no wave of mails. */
const askIntervalMs = 3_000;

class DryRunRollback extends Error {}

/**
 * Imports the subscribers of another system, with the moment and the way of their consent as its file states them.
 * Addresses that are here already are left alone, so that a second run changes nothing. Throws an OperatorError if the
 * file, a topic or the newsletter's state does not allow it.
 */
export async function importSubscribers(db: Database, options: SubscriberImportOptions): Promise<SubscriberReport> {
  const wrong = new WrongLines<WrongSubscriberLine>();
  const { source, subscribers, repeated } = await readSubscribers(options.file, {
    ...(options.onProgress && { onProgress: options.onProgress }),
    onWrong: (line, why) => wrong.add(line, why),
  });
  const report: SubscriberReport = {
    source,
    dryRun: options.dryRun ?? false,
    subscribed: 0,
    unsubscribed: 0,
    bounced: 0,
    existing: 0,
    unconfirmed: { asked: 0, askedBefore: 0, waiting: 0 },
    repeated,
    wrong: wrong.list(),
  };
  const topics = chooseTopics(await listTopics(db), options.topics);
  const choice = { topics, rhythm: options.rhythm ?? ("monthly" as const) };
  const run = async (executor: Executor) => {
    for (let start = 0; start < subscribers.length; start += batchSize) {
      const batch = subscribers.slice(start, start + batchSize);
      await executor.transaction((tx) => importBatch(tx, batch, choice, options, report));
    }
  };
  if (!options.dryRun) await run(db);
  else
    await db
      .transaction(async (tx) => {
        await run(tx);
        throw new DryRunRollback();
      })
      .catch((error: unknown) => {
        if (!(error instanceof DryRunRollback)) throw error;
      });
  return report;
}

function chooseTopics(all: Topic[], slugs: string[] | undefined): Topic[] {
  const offered = all.filter(({ endedAt }) => endedAt === null);
  const unknown = slugs?.find((slug) => !offered.some((topic) => topic.slug === slug));
  if (unknown !== undefined)
    throw new OperatorError(
      `There is no topic ${unknown} on offer. Topics: ${offered.map(({ slug }) => slug).join(", ")}.`,
    );
  const chosen = slugs ? offered.filter(({ slug }) => slugs.includes(slug)) : offered;
  if (chosen.length === 0)
    throw new OperatorError("The newsletter has no topic on offer: add one at /admin/settings/topics first.");
  return chosen;
}

interface Choice {
  topics: Topic[];
  rhythm: (typeof rhythms)[number];
}

async function importBatch(
  tx: Executor,
  batch: ImportedSubscriber[],
  choice: Choice,
  options: SubscriberImportOptions,
  report: SubscriberReport,
): Promise<void> {
  const keys = batch.map(({ email }) => email.toLowerCase());
  const here = await tx
    .select({ address: sql<string>`lower(${newsletterSubscribers.address})` })
    .from(newsletterSubscribers)
    .where(inArray(sql`lower(${newsletterSubscribers.address})`, keys));
  const known = new Set(here.map(({ address }) => address));
  report.existing += known.size;
  const fresh = batch.filter(({ email }) => !known.has(email.toLowerCase()));
  await insertSubscribers(
    tx,
    fresh.filter(({ status }) => status !== "unconfirmed"),
    choice,
    report,
  );
  const unconfirmed = fresh.filter(({ status }) => status === "unconfirmed");
  if (!options.askUnconfirmed) report.unconfirmed.waiting += unconfirmed.length;
  else await askForConfirmation(tx, unconfirmed, choice, report);
}

const states = { subscribed: "active", unsubscribed: "ended", bounced: "suppressed" } as const;
const events = { subscribed: "subscribed", unsubscribed: "ended", bounced: "suppressed" } as const;

async function insertSubscribers(
  tx: Executor,
  list: ImportedSubscriber[],
  { topics, rhythm }: Choice,
  report: SubscriberReport,
): Promise<void> {
  if (list.length === 0) return;
  const { id, address } = newsletterSubscribers;
  const rows = await tx
    .insert(newsletterSubscribers)
    .values(
      list.map(({ email, status, requestedAt, confirmedAt }) => ({
        address: email,
        rhythm,
        state: status === "unconfirmed" ? ("ended" as const) : states[status],
        linkKey: createLinkKey(),
        confirmedAt: confirmedAt ?? requestedAt ?? new Date(),
        createdAt: requestedAt ?? confirmedAt ?? new Date(),
        // The time for which an ended address is kept begins here: it is kept so that nobody writes to it.
        endedAt: status === "subscribed" ? null : new Date(),
      })),
    )
    .onConflictDoNothing()
    .returning({ id, address });
  const ids = new Map(rows.map((row) => [row.address, row.id]));
  const stored = list.flatMap((subscriber) => {
    const subscriberId = ids.get(subscriber.email);
    return subscriberId === undefined ? [] : [{ ...subscriber, subscriberId }];
  });
  if (stored.length === 0) return;
  const active = stored.filter(({ status }) => status === "subscribed");
  if (active.length > 0)
    await tx
      .insert(newsletterSubscriberTopics)
      .values(active.flatMap(({ subscriberId }) => topics.map((topic) => ({ subscriberId, topicId: topic.id }))));
  const { "site.zone": zone } = await readSettings(tx);
  await tx.insert(newsletterConsents).values(
    stored.map(({ subscriberId, status, requestedAt, confirmedAt }) => ({
      subscriberId,
      event: status === "unconfirmed" ? ("ended" as const) : events[status],
      via: status === "bounced" ? ("bounce" as const) : ("staff" as const),
      consentText: status === "subscribed" ? describeConsent(report.source, zone, { requestedAt, confirmedAt }) : "",
      page: importPage,
      requestedAt: requestedAt ?? confirmedAt ?? null,
      topics: status === "subscribed" ? topics.map(({ name }) => name) : [],
      rhythm,
      alerts: false,
    })),
  );
  for (const { status } of stored) if (status !== "unconfirmed") report[status] += 1;
}

/** What the other system's file says of a consent, in the site's language. */
function describeConsent(
  source: Source,
  zone: string,
  { requestedAt, confirmedAt }: Pick<ImportedSubscriber, "requestedAt" | "confirmedAt">,
): string {
  const t = translator();
  const format = (at: Date) => formatDate(at, { locale: siteLocale(), zone, style: "long" });
  if (confirmedAt && requestedAt)
    return t("subscription.imported.confirmed", {
      source,
      requested: format(requestedAt),
      confirmed: format(confirmedAt),
    });
  if (confirmedAt) return t("subscription.imported.confirmedOnly", { source, confirmed: format(confirmedAt) });
  return t("subscription.imported.unconfirmed", { source, requested: requestedAt ? format(requestedAt) : "" });
}

/** Queues a confirmation for each, one after the other. Nobody is asked twice. */
async function askForConfirmation(
  tx: Executor,
  list: ImportedSubscriber[],
  { topics, rhythm }: Choice,
  report: SubscriberReport,
): Promise<void> {
  if (list.length === 0) return;
  const counts = report.unconfirmed;
  const keyOf = ({ email }: ImportedSubscriber) =>
    `newsletter-import:${signText("newsletter import", email.toLowerCase())}`;
  const room = Math.max(0, maxAsked - counts.asked);
  const keys = list.map(keyOf);
  const before = await tx.select({ key: mailClaims.key }).from(mailClaims).where(inArray(mailClaims.key, keys));
  const asked = new Set(before.map(({ key }) => key));
  const fresh = list.filter((subscriber) => !asked.has(keyOf(subscriber)));
  const now = fresh.slice(0, room);
  counts.askedBefore += list.length - fresh.length;
  counts.waiting += fresh.length - now.length;
  if (now.length === 0) return;
  await tx
    .insert(mailClaims)
    .values(now.map((subscriber) => ({ key: keyOf(subscriber), sentAt: new Date() })))
    .onConflictDoNothing();
  const first = await findNextSlot(tx);
  const { "site.name": site } = await readSettings(tx);
  const rows = await tx
    .insert(newsletterSignups)
    .values(
      now.map(({ email }, index) => ({
        address: email,
        topicIds: topics.map(({ id }) => id),
        rhythm,
        alerts: false,
        page: importPage,
        consentText: translator()("subscription.consent", { site }),
        state: "sent" as const,
        linkKey: createLinkKey(),
        expiresAt: new Date(first + index * askIntervalMs + signupDays * 86_400_000),
      })),
    )
    .returning({ id: newsletterSignups.id });
  for (const [index, { id }] of rows.entries())
    await enqueue(tx, signupMailJob, { signup: id }, { at: new Date(first + index * askIntervalMs) });
  counts.asked += rows.length;
}

/** When the next confirmation may be mailed: after those that earlier batches and runs queued. */
async function findNextSlot(tx: Executor): Promise<number> {
  const [last] = await tx
    .select({ expiresAt: sql<Date | null>`max(${newsletterSignups.expiresAt})`.mapWith(newsletterSignups.expiresAt) })
    .from(newsletterSignups)
    .where(sql`${newsletterSignups.page} = ${importPage}`);
  const after = last?.expiresAt ? last.expiresAt.getTime() - signupDays * 86_400_000 + askIntervalMs : 0;
  return Math.max(Date.now(), after);
}
