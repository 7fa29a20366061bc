import { inArray, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { moderationDecisions } from "#db/schema.ts";
import { listAppeals } from "./appeal-cases.ts";
import { listOutcomes } from "./decision-outcomes-testing.ts";
import { countAppeals } from "./queries.ts";
import { appealsPerPage } from "./rules.ts";
import { appealFixtures, body } from "./testing.ts";

const { db, queries, write, reject, appealed, settle } = appealFixtures();

describe("lists", () => {
  test("lists open appeals oldest first and closed ones newest first, by cursor, in one statement", async () => {
    const ids: number[] = [];
    for (let n = 0; n < appealsPerPage + 3; n += 1) ids.push(await appealed(await reject(await write())));
    await settle("autre", ids[0] ?? 0);
    await settle("chef", ids[1] ?? 0, "overturned");
    const { result, statements } = await queries(() => listAppeals(db, { view: "open" }));
    expect(statements).toHaveLength(1);
    expect(result.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(result[0]).toMatchObject({
      body,
      decider: "modo",
      member: { name: "jeanne" },
      outcome: null,
      appealDecider: null,
    });
    expect((await listAppeals(db, { view: "open", after: ids.at(-2) })).map(({ id }) => id)).toEqual(ids.slice(-1));
    const ended = await listAppeals(db, { view: "ended" });
    expect(ended).toMatchObject([
      { id: ids[1], appealDecider: "chef", outcome: { outcome: "overturned" } },
      { id: ids[0], appealDecider: "autre", outcome: { outcome: "upheld" } },
    ]);
    expect(await listAppeals(db, { view: "ended", after: ids[0] })).toEqual([]);
  }, 60_000);
});

test("counts the appeals of a period by outcome, with the median time", async () => {
  const wanted = [await appealed(await reject(await write())), await appealed(await reject(await write()))];
  await appealed(await reject(await write()));
  await settle("autre", wanted[0] ?? 0);
  await settle("autre", wanted[1] ?? 0, "overturned");
  await reject(await write());
  const now = Date.now();
  const all = await countAppeals(db, { from: new Date(now - 1e6), to: new Date(now + 1e6) });
  expect(all).toMatchObject({ received: 3, open: 1, upheld: 1, overturned: 1, moot: 0, sole: 0 });
  expect(all.medianHours).toBeLessThan(1);
  expect(await countAppeals(db, { from: new Date(now + 1e6), to: new Date(now + 2e6) })).toEqual({
    received: 0,
    open: 0,
    upheld: 0,
    overturned: 0,
    moot: 0,
    sole: 0,
    medianHours: null,
  });
  const decisions = await db
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.action, ["reject"]))
    .orderBy(sql`id`);
  const outcomes = await listOutcomes(
    db,
    decisions.map(({ id }) => id),
  );
  expect(decisions.map(({ id }) => outcomes.get(id)?.outcome)).toEqual(["upheld", "overturned", "open", "stands"]);
});
