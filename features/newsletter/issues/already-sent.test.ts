import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { startSending } from "../sending/mutations.ts";
import { findAlreadySent } from "./already-sent.ts";
import { composeDigest } from "./compose.ts";
import { saveIssue } from "./mutations.ts";
import { parsePeriod } from "./period.ts";
import { findIssue, listIssueItems } from "./queries.ts";
import { aTopic } from "./testing.ts";

const { db, clear } = testDatabase();
let security: number;
let privacy: number;
let both: number;
let other: number;

/** Creates monthly subscribers with these topics. */
async function subscribers(count: number, name: string, topicIds: number[]) {
  await db.execute(sql`
    with made as (
      insert into newsletter_subscribers (address, rhythm, alerts, link_key)
      select ${name} || n || '@example.net', 'monthly', false, sha256(convert_to(${name} || n, 'UTF8'))
      from generate_series(1, ${count}::int) as n returning id
    ) insert into newsletter_subscriber_topics (subscriber_id, topic_id)
      select id, topic::bigint from made, unnest(${`{${topicIds.join(",")}}`}::bigint[]) as topic`);
}

async function compose(topicId?: number) {
  const period = parsePeriod("2026-11", "Europe/Paris");
  const composed = period && (await composeDigest(db, { period, topicId }));
  if (!composed?.ok) throw new Error("The issue was not composed.");
  const { id } = composed.value;
  return { id, slugs: (await listIssueItems(db, id)).map(({ slug }) => slug) };
}

/** Sends the issue of the topic "security" without the article "autre". */
async function sendSecurity() {
  const { id } = await compose(security);
  const issue = await findIssue(db, id);
  const texts = { subject: "Sécurité de novembre", preheader: "", introduction: "", blurbs: new Map() };
  const saved = await saveIssue(db, { id, version: issue?.version ?? 0 }, texts, { act: "remove", articleId: other });
  if (!saved.ok) throw new Error(saved.code);
  expect(await startSending(db, id, null, saved.value.version)).toMatchObject({ ok: true });
  return id;
}

const topics = () => new Map([both, other].map((id) => [id, [security, privacy]]));

describe("an article that was sent in another issue of the month", () => {
  beforeEach(async () => {
    await clear();
    security = await aTopic(db, "securite");
    privacy = await aTopic(db, "vie-privee");
    both = await anArticle(db, "commun", { publishedAt: new Date("2026-11-10T12:00:00Z") });
    other = await anArticle(db, "autre", { publishedAt: new Date("2026-11-11T12:00:00Z") });
    await subscribers(2, "deux-themes", [security, privacy]);
    await subscribers(3, "securite", [security]);
  });

  test("is left out of a draft whose subscribers mostly got it", async () => {
    await subscribers(2, "vie-privee", [privacy]);
    const id = await sendSecurity();
    const draft = { rhythm: "monthly", topicId: privacy } as const;
    expect(await findAlreadySent(db, draft, topics())).toEqual(
      new Map([[both, { issue: { id, subject: "Sécurité de novembre" }, recipients: 4, received: 2 }]]),
    );
    expect((await compose(privacy)).slugs).toEqual(["autre"]);
  });

  test("stays in a draft that is mostly new to its subscribers, and is counted for the editor", async () => {
    await subscribers(3, "vie-privee", [privacy]);
    await sendSecurity();
    const draft = await compose(privacy);
    expect(draft.slugs).toEqual(["autre", "commun"]);
    const found = await findAlreadySent(db, { id: draft.id, rhythm: "monthly", topicId: privacy }, topics());
    expect(found.get(both)).toMatchObject({ recipients: 5, received: 2 });
    expect(found.get(other)).toBeUndefined();
  });

  test("is not counted for subscribers of another rhythm, for those who did not get it, and for the same issue", async () => {
    const id = await sendSecurity();
    const read = (more: object) => findAlreadySent(db, { rhythm: "monthly", topicId: privacy, ...more }, topics());
    expect((await read({})).size).toBe(1);
    expect((await read({ rhythm: "weekly" })).size).toBe(0);
    expect((await read({ id })).size).toBe(0);
    await db.execute(sql`update newsletter_deliveries set state = 'cancelled'`);
    expect((await read({})).size).toBe(0);
  });

  test("stays if nothing else was published", async () => {
    await db.execute(sql`delete from articles where slug = 'autre'`);
    await sendSecurity();
    expect((await compose(privacy)).slugs).toEqual(["commun"]);
  });
});
