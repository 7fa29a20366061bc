import { randomUUID } from "node:crypto";
import type { Executor } from "#db/client.ts";
import { preferencesLinkJob } from "#features/newsletter/signup/jobs.ts";
import {
  type ConsentProof,
  changePreferences,
  eraseSubscriber,
  type PreferencesInput,
  resumeSubscription,
} from "#features/newsletter/subscribers/mutations.ts";
import { findSubscriberByAddress, findSubscriberByToken } from "#features/newsletter/subscribers/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { type Locale, translator } from "#i18n/translator.ts";
import { enqueue } from "#lib/jobs.ts";
import { consumeMailLimit } from "#lib/mail/mail-limit.ts";
import { type Result, refused } from "#lib/result.ts";

type Subscriber = NonNullable<Awaited<ReturnType<typeof findSubscriberByToken>>>;

/** Does something for the subscriber behind a link. Refused with `subscription.link.wrong` if the link is nobody's. */
export async function withSubscriber<T>(
  db: Executor,
  token: string,
  work: (subscriber: Subscriber) => Promise<Result<T>>,
): Promise<Result<T>> {
  const subscriber = await findSubscriberByToken(db, token);
  return subscriber ? work(subscriber) : refused("subscription.link.wrong");
}

interface PreferencesForm {
  token: string;
  topics: number[];
  rhythm: PreferencesInput["rhythm"];
  alerts: boolean;
  locale: Locale | "site";
  version: number;
}

/** Stores the preferences of the subscriber behind a link (`changePreferences`). */
export function savePreferences(db: Executor, { token, topics, locale, ...form }: PreferencesForm) {
  const input = { ...form, topicIds: topics, locale: locale === "site" ? null : locale };
  return withSubscriber(db, token, async ({ id }) =>
    changePreferences(db, id, input, await consentProof(db, "/newsletter/preferences")),
  );
}

/** Resumes the subscription behind a link (`resumeSubscription`). */
export function resumeByLink(db: Executor, token: string) {
  return withSubscriber(db, token, async ({ id }) =>
    resumeSubscription(db, id, await consentProof(db, "/newsletter/unsubscribe")),
  );
}

/** Erases the subscriber behind a link (`eraseSubscriber`). */
export function eraseByLink(db: Executor, token: string) {
  return withSubscriber(db, token, async ({ id }) => ({ ok: true, value: await eraseSubscriber(db, id, "page") }));
}

/**
 * Queues a mail with a new link; does nothing beyond the mailbox's limit. An address without a subscription takes the same statements, so
 * that the response takes as long, and is not kept.
 */
export async function requestPreferencesLink(db: Executor, email: string): Promise<void> {
  if (!(await consumeMailLimit(email))) return;
  const subscriber = await findSubscriberByAddress(db, email);
  await enqueue(db, preferencesLinkJob, { subscriber: subscriber?.id ?? 0, request: randomUUID() });
}

async function consentProof(db: Executor, page: string): Promise<ConsentProof> {
  const settings = await readSettings(db);
  const consentText = translator()("subscription.consent", { site: settings["site.name"] });
  return { consentText, page, requestedAt: new Date() };
}
