import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { listArticleCorrections } from "#features/corrections/queries.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { db, close } = connect(url);
afterAll(close);

test("removes a reader's name from the corrections that name them", async () => {
  const input = { slug: "un", title: "Un", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await upsertArticle(db, { ...input, publishedAt: new Date() });
  for (const credit of ["Ada L.", "Bob"])
    await addCorrection(db, id, null, { kind: "correction", note: "Faux.", credit });
  expect(await vigie("corrections", "uncredit", "ada l.")).toMatchObject({
    code: 0,
    out: "Removed the name from 1 correction.\n",
  });
  expect((await listArticleCorrections(db, id)).map(({ credit }) => credit)).toEqual(["", "Bob"]);
  expect(await vigie("corrections", "uncredit", "Ada L.")).toMatchObject({
    code: 0,
    out: "No correction names them.\n",
  });
});
