import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { saveScreening } from "#features/screening/mutations.ts";
import { harmlessComment } from "#features/screening/screening-fixtures.ts";
import { presets } from "#features/settings/schema.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import { decide } from "../decisions/decide.ts";
import { undoDecision } from "../decisions/undo.ts";
import { countDecidableTogether, maxCountedAlike } from "./near-duplicates.ts";
import { listAllVersions, listQueue } from "./tabs/queries.ts";
import { parseQueueFilter, queueHref } from "./tabs/rules.ts";

const { db, clear, queries } = testDatabase();
let people: Record<string, number> = {};
let article = 0;

const offer = "Gagnez 500 euros par jour depuis chez vous en trois clics, écrivez vite à notre conseillère sur";
const other = "La mise à jour est passée sans accroc chez nous, merci à toute l’équipe pour ce travail de fond.";

beforeEach(async () => {
  await clear();
  people = await someMembers(db, { modo: "moderator" });
  article = await anArticle(db, "un");
});

let count = 0;

/** A comment with the fingerprint that its text has when it is posted. */
async function post(text: string, more: Partial<Parameters<typeof aComment>[2]> = {}): Promise<number> {
  count += 1;
  const [memberId] = Object.values(await someMembers(db, { [`m${count}`]: "reader" }));
  const id = await aComment(db, article, { status: "pending", memberId, bodySource: text, ...more });
  await saveScreening(
    db,
    { id, edited: false },
    { ...harmlessComment, source: text, text },
    { verdicts: [], settings: presets, now: new Date() },
  );
  return id;
}

const alikeOf = async (id: number) => (await countDecidableTogether(db, [id])).get(id)?.alike;
const listAlike = async (id: number) =>
  (await listQueue(db, parseQueueFilter({ alike: String(id), view: "spam" }))).ids.sort((a, b) => a - b);

test("counts and lists the waiting comments whose text nearly repeats another's", async () => {
  const wave = [await post(`${offer} Telegram`), await post(`${offer} WhatsApp`), await post(`${offer} Telegram !`)];
  const apart = await post(other);
  await post(offer, { status: "visible" });
  for (const id of wave) expect(await alikeOf(id)).toBe(2);
  expect(await alikeOf(apart)).toBe(0);
  expect(await listAlike(wave[0] ?? 0)).toEqual(wave);
  expect(await listAlike(apart)).toEqual([apart]);
});

test("decides on all of them together, and undoes it as one", async () => {
  const wave = [await post(offer), await post(offer), await post(offer)];
  const filter = parseQueueFilter({ alike: String(wave[1]) });
  const items = await listAllVersions(db, filter, 5_000);
  expect(items.map(({ id }) => id).sort((a, b) => a - b)).toEqual(wave);
  const decided = await decideInBulk(db, { actor: { id: people.modo ?? 0 }, action: "spam", items });
  if (!decided.ok) throw new Error(decided.code);
  expect(await listAlike(wave[1] ?? 0)).toEqual([]);
  await undoDecision(db, { id: people.modo ?? 0 }, decided.value.head);
  expect(await listAlike(wave[1] ?? 0)).toEqual(wave);
});

test("finds the older ones of a long wave, of which the newest are decided", async () => {
  const wave: number[] = [];
  for (let n = 0; n < 120; n += 1) wave.push(await post(offer));
  for (const id of wave.slice(60))
    await decide(db, { actor: { id: people.modo ?? 0 }, subject: { kind: "comment", id }, action: "spam" });
  expect(await alikeOf(wave[0] ?? 0)).toBe(50);
  expect(await alikeOf(wave[59] ?? 0)).toBe(50);
}, 60_000);

test("counts the other waiting comments of the same member", async () => {
  const { jeanne } = await someMembers(db, { jeanne: "reader" });
  const first = await post(other, { memberId: jeanne });
  await post(offer, { memberId: jeanne });
  await post("Un autre avis", { memberId: jeanne, status: "visible" });
  expect((await countDecidableTogether(db, [first])).get(first)).toEqual({ alike: 0, byMember: 1 });
});

test("reads a page of the queue in one statement, and nothing for comments that do not wait", async () => {
  const ids = [await post(offer), await post(other), await post(offer, { status: "visible" })];
  const { result: found, statements } = await queries(() => countDecidableTogether(db, ids));
  expect(statements).toHaveLength(1);
  expect([...found.keys()].sort((a, b) => a - b)).toEqual(ids.slice(0, 2));
  expect(maxCountedAlike).toBeGreaterThan(50);
});

test("has an address of its own, which no other tab changes", () => {
  expect(queueHref({ alike: 12 })).toBe("/admin/moderation?alike=12");
  expect(parseQueueFilter({ alike: "12", view: "all" })).toMatchObject({ alike: 12, tab: "review" });
});
