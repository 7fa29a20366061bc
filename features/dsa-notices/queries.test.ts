import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { articles, commentReports, dsaNoticeEvents, settings } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { streamDsaNoticesCsv } from "./export/csv.ts";
import { loadNotice } from "./loaders.ts";
import { contestNotice, eraseSenders } from "./mutations.ts";
import { countDsaNoticesByGround } from "./notice-totals.ts";
import { findNotice, listDsaNotices, listDsaNoticesOfContent } from "./queries.ts";
import { explanation, noticeFixtures } from "./testing.ts";

const { db, raw, queries, memberIdOf, by, at, send, stored, decideOn } = noticeFixtures();

test("lists open notices oldest first and decided ones last first, by ground and page, with those of the same content", async () => {
  const references: string[] = [];
  for (let n = 0; n < 33; n += 1)
    references.push(await send({ ground: n % 3 ? "hate" : "fraud", explanation: `${explanation} ${n}` }));
  const { result: page, statements } = await queries(() => listDsaNotices(db, { state: "open" }));
  expect(statements).toHaveLength(1);
  expect(page).toHaveLength(31);
  expect(page[0]).toMatchObject({ reference: references[0], alike: 33, title: "Fil", isComment: true });
  expect((await listDsaNotices(db, { state: "open", after: page[29]?.id })).map(({ reference }) => reference)).toEqual(
    references.slice(30),
  );
  expect(await listDsaNotices(db, { state: "open", ground: "fraud" })).toHaveLength(11);
  for (const reference of references.slice(0, 2)) await decideOn(reference, "none");
  expect((await listDsaNotices(db, { state: "decided" })).map(({ reference }) => reference)).toEqual([
    references[1],
    references[0],
  ]);
  const one = await stored(references[5] ?? "");
  expect(await listDsaNoticesOfContent(db, one)).toHaveLength(20);
  expect((await listDsaNoticesOfContent(db, one)).map(({ id }) => id)).not.toContain(one.id);
});

test("counts notices by ground and in total, with the median time to the first decision", async () => {
  const [a, b, c] = [await send(), await send({ explanation: `${explanation} b` }), await send({ ground: "fraud" })];
  await decideOn(a, "none");
  await decideOn(b, "remove");
  await contestNotice(db, { reference: a, why: "Vous n’avez pas vu le second passage." });
  await raw`update dsa_notices set created_at = now() - interval '3 hours' where reference = ${a}`;
  await raw`update dsa_notices set created_at = now() - interval '1 hour' where reference = ${b}`;
  const { result, statements } = await queries(() =>
    countDsaNoticesByGround(db, new Date(Date.now() - 86_400_000), new Date(Date.now() + 1_000)),
  );
  expect(statements).toHaveLength(1);
  const [hate, fraud, all] = result;
  expect(hate).toMatchObject({ ground: "hate", received: 2, action: 1, none: 0, open: 1, contested: 1 });
  expect(hate?.medianHours).toBeCloseTo(2, 1);
  expect(fraud).toMatchObject({ ground: "fraud", received: 1, open: 1, medianHours: null });
  expect(all).toMatchObject({ ground: null, received: 3, action: 1, open: 2, contested: 1 });
  expect(await countDsaNoticesByGround(db, new Date(0), new Date(1_000))).toEqual([]);
  expect(await stored(c)).toMatchObject({ state: "received" });
});

test("erases names and addresses some time after the decision, and keeps the rest", async () => {
  const [old, young, open] = [
    await send(),
    await send({ explanation: `${explanation} b` }),
    await send({ ground: "fraud" }),
  ];
  await decideOn(old, "none");
  await decideOn(young, "none");
  await raw`update dsa_notices set decided_at = now() - interval '200 days' where reference = ${old}`;
  expect(await eraseSenders(db)).toBe(1);
  expect(await stored(old)).toMatchObject({ name: "", email: null, senderErasedAt: expect.any(Date), explanation });
  for (const kept of [young, open]) expect(await stored(kept)).toMatchObject({ name: "Ada", senderErasedAt: null });
  // The setting is one month; the six months for contesting still apply.
  await db.insert(settings).values({ key: "notices.forgetDays", value: 30 });
  await raw`update dsa_notices set decided_at = now() - interval '5 months 20 days' where reference = ${young}`;
  expect(await eraseSenders(db)).toBe(0);
  expect(await contestNotice(db, { reference: young, why: "Regardez encore une fois." })).toMatchObject({ ok: true });
  await decideOn(young, "none", { handle: "autre" });
  await db.update(settings).set({ value: 400 }).where(eq(settings.key, "notices.forgetDays"));
  await raw`update dsa_notices set decided_at = now() - interval '300 days' where reference = ${young}`;
  expect(await eraseSenders(db)).toBe(0);
});

test("keeps events unchanged, even after the content is deleted", async () => {
  const reference = await send();
  for (const change of [
    "update dsa_notice_events set text = 'x'",
    "delete from dsa_notice_events",
    "truncate dsa_notice_events",
  ])
    await expect(raw.unsafe(change), change).rejects.toThrow("append-only");
  await db.delete(articles);
  expect(await findNotice(db, (await stored(reference)).id)).toMatchObject({ title: null, comment: null });
  expect(await decideOn(reference, "gone")).toMatchObject({ ok: true });
  expect(await db.$count(dsaNoticeEvents)).toBe(2);
});

test("exports all notices as CSV without formulas", async () => {
  await send({ name: '=HYPERLINK("http://x")', explanation: `+cmd|' /C calc'!A0 ${explanation}` });
  await send({ ground: "fraud", explanation: `"Cité", et\nsuite ${explanation}` });
  let csv = "";
  for await (const part of streamDsaNoticesCsv(db, 0)) csv += part;
  expect(csv.startsWith('\ufeff"Référence",')).toBe(true);
  expect(csv.match(/\r\n/g)).toHaveLength(3);
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain(`"'+cmd|`);
  expect(csv).toContain(`"""Cité"", et\nsuite`);
});

test("hides the sender and the reporters from a moderator who wrote the comment", async () => {
  const address = `/comments/${at("modo")}`;
  const { id } = await stored(await send({ address, name: "Ada Lovelace", email: "lovelace@exemple.test" }));
  await db.insert(commentReports).values({ commentId: at("modo"), memberId: memberIdOf("auteur"), reason: "hate" });
  const present = await readSettings(db);
  const own = await loadNotice(String(id), present, by("modo"));
  expect(own).toMatchObject({ own: true, notice: { name: "", email: null, explanation }, reports: [] });
  const others = await loadNotice(String(id), present, by("autre"));
  expect(others).toMatchObject({ own: false, notice: { name: "Ada Lovelace", email: "lovelace@exemple.test" } });
  expect(others?.reports).toHaveLength(1);
  const csvFor = async (handle: string) => {
    let csv = "";
    for await (const part of streamDsaNoticesCsv(db, memberIdOf(handle))) csv += part;
    return csv;
  };
  expect(await csvFor("autre")).toContain("lovelace@exemple.test");
  expect(await csvFor("modo")).not.toMatch(/lovelace/i);
});
