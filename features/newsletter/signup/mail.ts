import { and, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSignups } from "#db/schema.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { findSubscriber, findSubscriberByAddress } from "#features/newsletter/subscribers/queries.ts";
import { createSubscriberToken, preferencesUrl } from "#features/newsletter/subscribers/subscriber-token.ts";
import { readSettings } from "#features/settings/queries.ts";
import { locales, siteLocale, translator } from "#i18n/translator.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";
import { signupDays } from "./rules.ts";
import { confirmationUrl, createSignupToken } from "./signup-token.ts";

type SignupMail = "confirm" | "known" | "preferences";

/**
 * Sends the mail of a sign-up, once. An address with an active subscription gets the way to its preferences instead of a confirmation, and
 * nothing of the subscription changes. Decided here, so that the request takes as long for any address.
 */
export async function sendSignupMail(db: Executor, { signup: id }: { signup: number }): Promise<void> {
  const key = `newsletter-signup:${id}`;
  const chosen = await db.transaction(async (tx) => {
    const [signup] = await tx
      .select()
      .from(newsletterSignups)
      .where(
        and(
          eq(newsletterSignups.id, id),
          eq(newsletterSignups.state, "sent"),
          gt(newsletterSignups.expiresAt, sql`now()`),
        ),
      )
      .for("update");
    if (!signup || !(await claimMail(tx, key))) return undefined;
    const subscriber = await findSubscriberByAddress(tx, signup.address);
    if (subscriber?.state !== "active" || !subscriber.address)
      return {
        kind: "confirm" as const,
        address: signup.address,
        locale: signup.locale,
        link: confirmationUrl(createSignupToken(signup)),
      };
    await tx
      .update(newsletterSignups)
      .set({ state: "known", decidedAt: sql`now()` })
      .where(eq(newsletterSignups.id, id));
    // To the spelling that was confirmed, not to the one that somebody typed.
    return { kind: "known" as const, ...linkOf({ ...subscriber, address: subscriber.address }) };
  });
  if (chosen) await sendClaimed(db, key, await compose(db, chosen));
}

/** Sends a new link to the preferences to somebody who has a subscription or had one. */
export async function sendPreferencesLink(
  db: Executor,
  { subscriber: id, request }: { subscriber: number; request: string },
): Promise<void> {
  const key = `newsletter-link:${request}`;
  const subscriber = await findSubscriber(db, id);
  if (!subscriber?.address || !(await claimMail(db, key))) return;
  await sendClaimed(
    db,
    key,
    await compose(db, { kind: "preferences", ...linkOf({ ...subscriber, address: subscriber.address }) }),
  );
}

const linkOf = (subscriber: { id: number; linkKey: Uint8Array; address: string; locale: string | null }) => ({
  address: subscriber.address,
  locale: subscriber.locale,
  link: preferencesUrl(createSubscriberToken(subscriber)),
});

async function compose(
  db: Executor,
  { kind, address, locale: chosen, link }: { kind: SignupMail; address: string; locale: string | null; link: string },
) {
  const locale = locales.find((known) => known === chosen) ?? siteLocale();
  const t = translator(locale);
  const settings = await readSettings(db, locale);
  const values = { site: settings["site.name"], days: signupDays };
  const mail = renderLetter(
    {
      subject: t(`subscription.mail.${kind}.subject`, values),
      greeting: greeting(t, ""),
      blocks: [{ kind: "text", text: t(`subscription.mail.${kind}.text`, values) }],
      button: { label: t(`subscription.mail.${kind}.button`), href: link },
      notes: kind === "confirm" ? [t("subscription.mail.confirm.note", values)] : [],
      reason: t(`subscription.mail.${kind}.reason`, values),
      stop: t(`subscription.mail.${kind}.stop`),
    },
    createLetterSite(settings, locale),
  );
  return { to: { name: "", address }, ...mail };
}
