import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  newsletterConsents,
  newsletterSignups,
  newsletterSubscribers,
  newsletterSubscriberTopics,
  newsletterTopics,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { confirmSignup } from "../signup/mutations.ts";
import { createSignupToken } from "../signup/signup-token.ts";
import {
  changePreferences,
  createLinkKey,
  endSubscription,
  eraseEndedSubscribers,
  eraseSubscriber,
  resumeSubscription,
} from "./mutations.ts";
import { findSubscriberByToken } from "./queries.ts";
import { endedSubscriberDays } from "./rules.ts";

const { db, clear } = testDatabase();
let failles = 0;
let metier = 0;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(newsletterTopics)
    .values([
      { slug: "failles", name: "Failles", position: 0 },
      { slug: "metier", name: "Métier", position: 1 },
    ])
    .returning({ id: newsletterTopics.id });
  [failles = 0, metier = 0] = rows.map(({ id }) => id);
});

const proof = { consentText: "J’accepte.", page: "/newsletter", requestedAt: new Date("2026-11-01T10:00:00Z") };

async function signUp(address: string, more: Partial<typeof newsletterSignups.$inferInsert> = {}) {
  const [row] = await db
    .insert(newsletterSignups)
    .values({
      address,
      topicIds: [failles],
      rhythm: "monthly",
      alerts: false,
      page: "/articles/un",
      consentText: "J’accepte.",
      state: "sent",
      linkKey: createLinkKey(),
      expiresAt: new Date(Date.now() + 3_600_000),
      ...more,
    })
    .returning();
  if (!row) throw new Error("No row.");
  return createSignupToken(row);
}

async function subscribe(address: string) {
  const done = await confirmSignup(db, await signUp(address));
  if (!done.ok) throw new Error(done.code);
  return done.value;
}

async function read(id: number) {
  const [row] = await db.select().from(newsletterSubscribers).where(eq(newsletterSubscribers.id, id));
  const topics = await db
    .select()
    .from(newsletterSubscriberTopics)
    .where(eq(newsletterSubscriberTopics.subscriberId, id));
  const consents = await db
    .select()
    .from(newsletterConsents)
    .where(eq(newsletterConsents.subscriberId, id))
    .orderBy(newsletterConsents.id);
  return { ...row, topicIds: topics.map(({ topicId }) => topicId).sort(), consents };
}

describe("the confirmation of a sign-up", () => {
  test("creates the subscription with the proof of the consent", async () => {
    const { subscriberId, token } = await subscribe("ada@example.org");
    const subscriber = await read(subscriberId);
    expect(subscriber).toMatchObject({ state: "active", address: "ada@example.org", topicIds: [failles] });
    expect(subscriber.consents).toMatchObject([
      {
        event: "subscribed",
        via: "confirmation",
        consentText: "J’accepte.",
        page: "/articles/un",
        topics: ["Failles"],
      },
    ]);
    expect(subscriber.consents[0]?.requestedAt).toBeInstanceOf(Date);
    expect(await findSubscriberByToken(db, token)).toMatchObject({ id: subscriberId });
  });

  test("may be repeated, and two at once make one subscription", async () => {
    const link = await signUp("ada@example.org");
    const other = await signUp("ADA@example.org", { topicIds: [metier] });
    const done = await Promise.all([link, link, other, other].map((token) => confirmSignup(db, token)));
    expect(done.every(({ ok }) => ok)).toBe(true);
    expect(new Set(done.map((one) => one.ok && one.value.subscriberId)).size).toBe(1);
    expect(await db.$count(newsletterConsents)).toBe(1);
  });

  test("never changes an active subscription", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    const again = await confirmSignup(db, await signUp("ADA@EXAMPLE.org", { topicIds: [metier], rhythm: "weekly" }));
    expect(again).toMatchObject({ value: { outcome: "known", subscriberId } });
    expect(await read(subscriberId)).toMatchObject({
      rhythm: "monthly",
      topicIds: [failles],
      address: "ada@example.org",
    });
  });

  test("renews a subscription that ended or was suppressed", async () => {
    const { subscriberId, token } = await subscribe("ada@example.org");
    await endSubscription(db, subscriberId, "complaint");
    await suppress(db, "ada@example.org", "complaint");
    expect(await read(subscriberId)).toMatchObject({ state: "suppressed" });
    expect(await resumeSubscription(db, subscriberId, proof)).toMatchObject({ code: "subscription.notResumable" });
    expect(await confirmSignup(db, await signUp("ada@example.org", { topicIds: [metier] }))).toMatchObject({
      ok: true,
    });
    expect(await read(subscriberId)).toMatchObject({ state: "active", endedAt: null, topicIds: [metier] });
    expect(await isSuppressed(db, "ada@example.org")).toBe(false);
    // The links of earlier mails still work.
    expect(await findSubscriberByToken(db, token)).toMatchObject({ id: subscriberId });
  });

  test("refuses links that are cut, another's, expired, used or about deleted topics", async () => {
    const link = await signUp("ada@example.org");
    const { token } = await subscribe("bob@example.org");
    for (const wrong of [link.slice(1), "", token, `${link.slice(0, 53)}${link.endsWith("A") ? "B" : "A"}`])
      expect(await confirmSignup(db, wrong)).toMatchObject({ code: "subscription.link.wrong" });
    const old = await signUp("old@example.org", { expiresAt: new Date(Date.now() - 1_000) });
    expect(await confirmSignup(db, old)).toMatchObject({ code: "subscription.link.expired" });
    for (const state of ["held", "refused", "known"] as const)
      expect(await confirmSignup(db, await signUp("x@example.org", { state }))).toMatchObject({
        code: "subscription.link.used",
      });
    const gone = await signUp("gone@example.org", { topicIds: [999_999] });
    expect(await confirmSignup(db, gone)).toMatchObject({ code: "subscription.link.topicsGone" });
    const confirmed = await confirmSignup(db, link);
    if (confirmed.ok) await endSubscription(db, confirmed.value.subscriberId, "page");
    expect(await confirmSignup(db, link)).toMatchObject({ code: "subscription.link.used" });
  });
});

test("after any sequence of events the last consent says the state, and nobody is active without a topic", async () => {
  const events = {
    signUp: () => subscribe("ada@example.org"),
    end: (id: number) => endSubscription(db, id, "page"),
    bounce: (id: number) => endSubscription(db, id, "bounce"),
    resume: (id: number) => resumeSubscription(db, id, proof),
    erase: (id: number) => eraseSubscriber(db, id, "page"),
    change: async (id: number) => {
      const { version = 0 } = await read(id);
      const topicIds = version % 2 === 0 ? [metier] : [failles];
      return changePreferences(db, id, { topicIds, rhythm: "weekly", alerts: false, locale: null, version }, proof);
    },
  };
  const names = fc.constantFrom(...(Object.keys(events) as (keyof typeof events)[]));
  await fc.assert(
    fc.asyncProperty(fc.array(names, { maxLength: 8 }), async (sequence) => {
      let { subscriberId } = await subscribe("ada@example.org");
      for (const name of sequence) {
        const result = await events[name](subscriberId);
        if (typeof result === "object" && "subscriberId" in result) subscriberId = result.subscriberId;
        const { state, address, topicIds, consents } = await read(subscriberId);
        const last = consents.at(-1)?.event ?? "";
        expect(["subscribed", "changed"].includes(last)).toBe(state === "active");
        expect(last === "erased").toBe(address === null);
        if (state === "active") expect(topicIds).toHaveLength(1);
      }
    }),
    { numRuns: 12 },
  );
});

describe("a subscription", () => {
  test("ends once, however often and by whatever way it is ended", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    const ended = await Promise.all(
      (["page", "one-click", "bounce", "page"] as const).map((via) => endSubscription(db, subscriberId, via)),
    );
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await db.$count(newsletterConsents)).toBe(2);
    expect(await endSubscription(db, 999_999, "page")).toBe(false);
  });

  test("is resumed with the choices that it had", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    await endSubscription(db, subscriberId, "page");
    const resumed = await Promise.all([1, 2].map(() => resumeSubscription(db, subscriberId, proof)));
    expect(resumed.map((one) => one.ok && one.value.changed).sort()).toEqual([false, true]);
    const { state, consents } = await read(subscriberId);
    expect(state).toBe("active");
    expect(consents.map(({ event, via }) => `${event} ${via}`)).toEqual([
      "subscribed confirmation",
      "ended page",
      "subscribed page",
    ]);
    expect(consents[2]).toMatchObject({ topics: ["Failles"], consentText: "J’accepte." });
  });

  test("accepts one of two changes to the same version", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    const { version = 0 } = await read(subscriberId);
    const input = { topicIds: [metier], rhythm: "weekly", alerts: true, locale: "en", version } as const;
    const change = (topicIds: number[]) => changePreferences(db, subscriberId, { ...input, topicIds }, proof);
    const done = await Promise.all([change([metier]), change([failles, metier])]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.find(({ ok }) => !ok)).toMatchObject({ code: "subscription.changed" });
    const { consents, ...after } = await read(subscriberId);
    expect(after).toMatchObject({ rhythm: "weekly", alerts: true, locale: "en", version: version + 1 });
    expect(consents).toHaveLength(2);
    expect(consents[1]).toMatchObject({ event: "changed", rhythm: "weekly", alerts: true });
  });

  test("records a change of language, or none, without a consent", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    const { version = 0 } = await read(subscriberId);
    const same = { topicIds: [failles], rhythm: "monthly", alerts: false, locale: null, version } as const;
    const change = (more: object) =>
      changePreferences(db, subscriberId, { ...same, topicIds: [failles], ...more }, proof);
    expect(await change({})).toMatchObject({ value: { changed: false, version } });
    expect(await change({ locale: "en" })).toMatchObject({ value: { changed: true } });
    expect(await db.$count(newsletterConsents)).toBe(1);
  });

  test("keeps an ended topic that it had, and gets no other", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    await db.update(newsletterTopics).set({ endedAt: new Date() });
    const { version = 0 } = await read(subscriberId);
    const change = (topicIds: number[]) =>
      changePreferences(db, subscriberId, { topicIds, rhythm: "weekly", alerts: false, locale: null, version }, proof);
    expect(await change([metier])).toMatchObject({ fields: { topics: "subscription.noTopic" } });
    expect(await change([failles, metier, 999_999])).toMatchObject({ ok: true });
    expect(await read(subscriberId)).toMatchObject({ topicIds: [failles] });
  });

  test("refuses a change that would bring no mail, or after its end", async () => {
    const { subscriberId } = await subscribe("ada@example.org");
    const { version = 0 } = await read(subscriberId);
    const input = { topicIds: [failles], rhythm: "never", alerts: false, locale: null, version } as const;
    const change = (topicIds: number[]) => changePreferences(db, subscriberId, { ...input, topicIds }, proof);
    expect(await change([failles])).toMatchObject({ fields: { rhythm: "subscription.noMail" } });
    await endSubscription(db, subscriberId, "page");
    expect(await change([failles])).toMatchObject({ code: "subscription.ended" });
  });

  test("is erased with its address, its sign-ups and its links; the consents stay", async () => {
    const { subscriberId, token } = await subscribe("ada@example.org");
    await signUp("Ada@example.org");
    expect(await eraseSubscriber(db, subscriberId, "page")).toBe(true);
    expect(await eraseSubscriber(db, subscriberId, "page")).toBe(false);
    const { address, state, topicIds, consents } = await read(subscriberId);
    expect({ address, state, topicIds }).toEqual({ address: null, state: "ended", topicIds: [] });
    expect(consents.map(({ event }) => event)).toEqual(["subscribed", "ended", "erased"]);
    expect(await db.$count(newsletterSignups)).toBe(0);
    expect(await findSubscriberByToken(db, token)).toBeUndefined();
    // The same address may subscribe again, as somebody new.
    expect((await subscribe("ada@example.org")).subscriberId).not.toBe(subscriberId);
  });

  test("is erased three years after its end, unless it is active or its owner signs up again; the consent says why", async () => {
    const ended = await subscribe("ada@example.org");
    const back = await subscribe("grace@example.org");
    const active = await subscribe("joan@example.org");
    await endSubscription(db, ended.subscriberId, "one-click");
    await endSubscription(db, back.subscriberId, "page");
    const age = (days: number) =>
      db.execute(sql`update newsletter_subscribers set ended_at = now() - make_interval(days => ${days})`);
    await age(endedSubscriberDays - 1);
    expect(await eraseEndedSubscribers(db)).toBe(0);
    await age(endedSubscriberDays + 1);
    await db.delete(newsletterSignups);
    await signUp("Grace@example.org");
    expect(await eraseEndedSubscribers(db)).toBe(1);
    expect(await eraseEndedSubscribers(db)).toBe(0);
    const { address, consents } = await read(ended.subscriberId);
    expect(address).toBeNull();
    expect(consents.at(-1)).toMatchObject({ event: "erased", via: "one-click" });
    expect((await read(back.subscriberId)).address).toBe("grace@example.org");
    expect((await read(active.subscriberId)).address).toBe("joan@example.org");
  });
});
