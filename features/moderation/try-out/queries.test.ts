import { beforeEach, expect, test } from "vitest";
import { comments, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { tryOutScreening } from "./queries.ts";

const { db, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await setSetting(db, "moderation.bannedWords", "casino en ligne\n(a+)+$aa");
  await setSetting(db, "moderation.suspectWords", "bitcoin");
});

test("returns every rule's verdict and every matching list entry, and stores nothing", async () => {
  const found = await tryOutScreening(
    db,
    "Un C4s1n0 en l1gne ! B1tcoin https://a.example https://b.example https://c.example",
  );
  expect(found).toMatchObject({
    ok: true,
    value: { banned: ["casino en ligne (liste du site)"], suspect: ["bitcoin (liste du site)"] },
  });
  expect(found.ok && found.value.verdicts.map(({ action }) => action)).toEqual(["hold", "hold", "hold", "flag"]);
  expect(await db.$count(comments)).toBe(0);
  expect(await db.$count(moderationDecisions)).toBe(0);
});

test("names the built-in list of a word, and whether it is only quoted", async () => {
  expect(await tryOutScreening(db, "Il m’a traité de « connard ». Quel abruti.")).toMatchObject({
    value: {
      suspect: ["connard (Insultes, français, cité)", "abruti (Insultes, français)"],
      verdicts: [
        { action: "flag", sentence: expect.stringContaining("insultant") },
        { action: "flag", sentence: expect.stringContaining("abruti") },
      ],
      tone: { insult: { words: ["abruti"] }, threat: { words: [] } },
    },
  });
});

test("reports no verdict for a harmless text, and refuses an empty one", async () => {
  expect(await tryOutScreening(db, "Merci pour cet article.")).toMatchObject({
    value: { verdicts: [], banned: [], suspect: [] },
  });
  expect(await tryOutScreening(db, "   ")).toMatchObject({ ok: false });
});

test("names the sender to the parser, so that one moderator's texts do not fill its queue", async () => {
  const clients: string[] = [];
  const queue = {
    run: async (_: unknown, client: string) => {
      clients.push(client);
      return { done: false as const, reason: "busy" as const };
    },
    warmUp: () => undefined,
  };
  globalThis.vigieParsers = { comments: queue, documents: queue, passwords: queue };
  try {
    expect(await tryOutScreening(db, "Bonjour", "member 7")).toMatchObject({ ok: false });
  } finally {
    globalThis.vigieParsers = undefined;
  }
  expect(clients).toEqual(["member 7"]);
});
