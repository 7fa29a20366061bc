import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { articles, comments, settings, spamTraining, spamWords } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { db, close } = connect(url);
afterAll(close);
beforeEach(async () => {
  for (const table of [articles, settings, spamWords, spamTraining]) await db.delete(table);
});

const yesterday = new Date(Date.now() - 2 * 86_400_000);

async function insertComments(rows: { status: "visible" | "spam"; text: string }[]) {
  const input = { slug: "fil", title: "Fil", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await upsertArticle(db, { ...input, publishedAt: new Date() });
  await db.insert(comments).values(
    rows.map(({ status, text }, n) => ({
      articleId: id,
      thread: n + 1,
      status,
      bodySource: text,
      bodyHtml: `<p>${text}</p>`,
      authorName: `Lecteur ${n}`,
      createdAt: yesterday,
    })),
  );
}

test("prints precision and recall of the spam score on held-out comments; a dry run stores nothing, training does", async () => {
  await insertComments(
    Array.from({ length: 200 }, (_, n) =>
      n % 2 ? { status: "spam", text: "gagnez casino facile" } : { status: "visible", text: "correctif serveur" },
    ),
  );

  const tried = await vigie("moderation", "evaluate", "--json");
  expect(tried.code).toBe(0);
  expect(JSON.parse(tried.out)).toMatchObject({
    tried: { approved: 20, refused: 20 },
    precision: 1,
    recall: 1,
    examples: { approved: 80, refused: 80 },
  });
  expect(await db.$count(spamWords)).toBe(0);

  const trained = await vigie("moderation", "train");
  expect(trained.code).toBe(0);
  expect(trained.out).toContain(
    "On 20 approved and 20 refused comments kept apart: precision 100.0 %, recall 100.0 %.\n",
  );
  expect(await db.$count(spamWords)).toBe(5);
});

test("compares the present settings with the decisions, and says what too few examples allow", async () => {
  await insertComments([
    { status: "visible", text: "Un zorglub passe" },
    { status: "visible", text: "Rien à signaler" },
    { status: "spam", text: "Zorglub gratuit" },
  ]);
  expect((await vigie("settings", "set", "moderation.suspectWords", "zorglub")).code).toBe(0);
  const evaluated = await vigie("moderation", "evaluate");
  expect(evaluated.code).toBe(0);
  expect(evaluated.out).toContain("2 comments: 2 good, 0 refused.");
  expect(evaluated.out).toContain("No refused comments: recall cannot be measured.");
  expect(evaluated.out).toMatch(/^suspectWords +0 +1 +0 +1 +0 % \(0–79\) +– /m);
  expect(evaluated.out).toContain("Not counted, because they need more than the text: repeats, domains,");
  expect(evaluated.out).toContain("Spam score: not evaluated. It needs 50 good and 50 refused comments");
  const { precision, recall, examples, phases } = JSON.parse((await vigie("moderation", "evaluate", "--json")).out);
  expect({ precision, recall, examples }).toEqual({ precision: null, recall: null, examples: expect.anything() });
  expect(phases.map(({ phase }: { phase: string }) => phase)).toContain("suspectWords");
});

test("tries a text and stored comments, and stores nothing", async () => {
  await insertComments([
    { status: "visible", text: "Un zorglub passe" },
    { status: "visible", text: "Rien à signaler" },
  ]);
  await vigie("settings", "set", "moderation.suspectWords", "zorglub");
  const one = await vigie("moderation", "try", "Voici un Z0rglub");
  expect(one.out).toMatch(/^ {2}flagged: .*zorglub/m);
  expect((await vigie("moderation", "try", "Bonjour")).out).toContain("It would be published");
  const stored = await vigie("moderation", "try", "--stored", "100");
  expect(stored.out).toMatch(/Lecteur \d+ {2}\(moderators kept it\)\n {2}Un zorglub passe\n {2}flagged: .*zorglub/);
  expect(stored.out).toContain(
    "Of the newest 2 comments (2 kept and 0 refused by moderators) 0 would be held and 1 flagged.",
  );
  expect((await vigie("moderation", "try", "--stored", "none")).code).not.toBe(0);
});

test("evaluates files of labelled comments, lists the mistakes, and names a wrong line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "labelled-"));
  const path = join(folder, "comments.txt");
  writeFileSync(
    path,
    "# scenario: one\nok\tRien de mal\nok\tUn zorglub cité\ninsult,threat\tZorglub !\\nFin\nhate\tInsidieux\n",
  );
  await vigie("settings", "set", "moderation.suspectWords", "zorglub");
  const evaluated = await vigie("moderation", "evaluate", "--labelled", path, "--mistakes");
  expect(evaluated.out).toContain("4 comments: 2 good, 2 refused.");
  expect(evaluated.out).toContain("With 2 refused comments recall is between 9 and 91 %.");
  expect(evaluated.out).toMatch(/^threat +100 % \(21–100\) of 1 found$/m);
  expect(evaluated.out).toContain(`missed  ${path}:5  hate  Insidieux`);
  expect(evaluated.out).toContain(`false alarm  ${path}:3  ok  [suspectWords: zorglub] Un zorglub cité`);
  const { mistakes } = JSON.parse(
    (await vigie("moderation", "evaluate", "--labelled", path, "--json", "--mistakes")).out,
  );
  expect(mistakes).toHaveLength(2);
  writeFileSync(path, "rude\tTexte\n");
  const wrong = await vigie("moderation", "evaluate", "--labelled", path);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('line 1: unknown label "rude"') });
  rmSync(folder, { recursive: true });
});
