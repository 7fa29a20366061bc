import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { connect } from "./client.ts";
import { testDatabase } from "./testing.ts";

const { url } = testDatabase();

const moment = "2026-03-29T01:30:00.000Z";
const readArrays = sql`
  select ${sql.param(["a,b", 'c"d\\'])}::text[] as texts, ${sql.param([1, 2])}::bigint[] as ids,
    array[[1, 2], [3, 4]] as table, array[${moment}::timestamptz] as dates, array[]::text[] as none`;

test("a later pool converts arrays as the first one does, without asking for the array types", async () => {
  const first = connect(url, { max: 1 });
  const answer = [...(await first.db.execute(readArrays))];
  expect(answer).toMatchObject([
    {
      texts: ["a,b", 'c"d\\'],
      ids: [1, 2],
      table: [
        [1, 2],
        [3, 4],
      ],
      none: [],
    },
  ]);
  const second = connect(url, { max: 2 });
  try {
    expect(second.sql.options.fetch_types).toBe(false);
    expect([...(await second.db.execute(readArrays))]).toEqual(answer);
    const [row] = await second.sql`select array[1, 2]::bigint[] as ids, ${["x"]}::text[] as texts`;
    expect(row).toEqual({ ids: [1, 2], texts: ["x"] });
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});
