import { beforeEach, expect, test } from "vitest";
import { settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { someComments } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { presets } from "#features/settings/schema.ts";
import { describeWelcome, loadWelcome } from "./describe-welcome.ts";
import { isNewcomer, readUsualWait } from "./queries.ts";

const { db, clear } = testDatabase();
let people: Record<string, number> = {};
let articleId = 0;

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  people = await someMembers(db, { jeanne: "reader", modo: "moderator" });
});

const plain = (text: string) => text.replaceAll(/\s/g, " ");
const reviewOf = (newcomer: number, wait: number | undefined) =>
  plain(describeWelcome({ ...presets, "comments.newcomer": newcomer }, wait).review);

test.each<[number, number | undefined, string]>([
  [2, undefined, "Vos deux premiers commentaires sont relus avant publication."],
  [2, 60, "Vos deux premiers commentaires sont relus avant publication, d’ordinaire en moins d’une heure."],
  [1, 7_201, "Votre premier commentaire est relu avant publication, d’ordinaire en moins de 3 heures."],
  [7, 90_000, "Vos 7 premiers commentaires sont relus avant publication, d’ordinaire en moins de 2 jours."],
  [0, 60, "Vos commentaires paraissent aussitôt."],
])("says what happens to the first comments: %i reviewed, within %s s", (newcomer, wait, sentence) => {
  expect(reviewOf(newcomer, wait)).toBe(sentence);
});

test("names the first three rules of the site, or the lines of its setting", () => {
  const { rules } = describeWelcome(presets, undefined);
  expect(rules).toHaveLength(3);
  expect(rules[0]?.href).toMatch(/^\/rules#./);
  const own = describeWelcome({ ...presets, "comments.welcomeRules": "Un\n\nDeux\nTrois\nQuatre" }, undefined);
  expect(own.rules).toEqual(["Un", "Deux", "Trois"].map((title) => ({ title, href: "/rules" })));
});

test("measures the usual wait by this site's own reviews, once there are enough", async () => {
  const review = async (count: number, hoursAgo: number) => {
    const createdAt = new Date(Date.now() - hoursAgo * 3_600_000);
    const list = Array.from({ length: count }, (_, n) => ({
      key: `${hoursAgo}-${n}`,
      status: "pending" as const,
      createdAt,
    }));
    for (const id of (await someComments(db, articleId, list)).values())
      await decide(db, { actor: { id: people.modo ?? 0 }, subject: { kind: "comment", id }, action: "approve" });
  };
  await review(9, 2);
  expect(await readUsualWait(db)).toBeUndefined();
  await review(1, 50);
  const usual = await readUsualWait(db);
  expect(usual && Math.round(usual / 3_600)).toBe(2);
  await review(3, 50);
  expect(Math.round(((await readUsualWait(db)) ?? 0) / 3_600)).toBe(50);
});

test("welcomes readers until a comment of theirs is visible, and never staff", async () => {
  const jeanne = { id: people.jeanne ?? 0, role: "reader" };
  const [pending] = (
    await someComments(db, articleId, [{ key: "attend", status: "pending", memberId: jeanne.id }])
  ).values();
  expect(await isNewcomer(db, jeanne)).toBe(true);
  expect(await isNewcomer(db, { id: people.modo ?? 0, role: "moderator" })).toBe(false);
  await decide(db, {
    actor: { id: people.modo ?? 0 },
    subject: { kind: "comment", id: pending ?? 0 },
    action: "approve",
  });
  expect(await isNewcomer(db, jeanne)).toBe(false);
});

test("is described once for all new members in a while", async () => {
  const first = await loadWelcome(db);
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
  expect(await loadWelcome(db)).toBe(first);
});
