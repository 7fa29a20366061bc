import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryStorage } from "#features/newsroom/editor-session/session-testing.ts";
import {
  type CommentDraft,
  chooseDraft,
  createDraftStore,
  type DraftOwner,
  maxDraftAgeMs,
  maxDraftLength,
  maxDrafts,
  maxSignedOutDraftAgeMs,
} from "./drafts.ts";

const aDraft = (part: Partial<CommentDraft> = {}): CommentDraft => ({
  article: "fil",
  parent: 7,
  name: "Ada",
  text: "Un mot.",
  quote: "",
  key: "cle-du-formulaire",
  sent: false,
  page: "page-1",
  open: true,
  at: 1_000,
  ...part,
});
const storeOf = (storage: MemoryStorage, owner: DraftOwner = 1, now = 1_000) =>
  createDraftStore(
    () => storage,
    owner,
    () => now,
  );

test("keeps drafts of a new thread, several replies and two tabs apart", () => {
  const storage = new MemoryStorage();
  const all = [
    aDraft({ parent: 0, at: 5 }),
    aDraft({ at: 4 }),
    aDraft({ parent: 8, at: 3 }),
    aDraft({ page: "page-2", text: "Un autre mot.", at: 2 }),
  ];
  for (const draft of [...all, aDraft({ article: "fil-2" })]) expect(storeOf(storage).write(draft)).toBe(true);
  expect(storeOf(storage).list("fil")).toEqual(all);
});

test("never reads the drafts of another owner, whatever the ids, slugs and pages", () => {
  const owner = fc.oneof(fc.nat(200), fc.constantFrom("nobody", "unknown"));
  const slug = fc.constantFrom("fil", "1-fil", "fil-1", "nobody", "11");
  const written = fc.record({ owner, article: slug, parent: fc.nat(20), page: fc.constantFrom("a", "1", "a-1") });
  fc.assert(
    fc.property(fc.array(written, { maxLength: 30 }), owner, slug, (all, reader, article) => {
      const storage = new MemoryStorage();
      for (const { owner: by, ...draft } of all)
        storeOf(storage, by as DraftOwner).write(aDraft({ ...draft, text: String(by) }));
      for (const draft of storeOf(storage, reader as DraftOwner).list(article)) {
        expect(draft).toMatchObject({ article, text: String(reader) });
      }
    }),
  );
});

test("limits the number of drafts of all owners together and drops the oldest", () => {
  const storage = new MemoryStorage();
  for (let n = 0; n < maxDrafts + 10; n += 1) storeOf(storage, n % 3).write(aDraft({ parent: n, at: n }));
  expect(storage.length).toBe(maxDrafts);
  expect([0, 1, 2].flatMap((owner) => storeOf(storage, owner).list("fil")).every(({ parent }) => parent >= 10)).toBe(
    true,
  );
});

test("expires a draft after a month, a signed-out reader's after a day, even if it is never read again", () => {
  const storage = new MemoryStorage();
  storeOf(storage, 1).write(aDraft({ at: 0 }));
  storeOf(storage, "nobody").write(aDraft({ at: 0 }));
  expect(storeOf(storage, 1, maxDraftAgeMs - 1).list("fil")).toHaveLength(1);
  expect(storeOf(storage, 1, maxDraftAgeMs).list("fil")).toEqual([]);
  expect(storeOf(storage, "nobody", maxSignedOutDraftAgeMs - 1).list("fil")).toHaveLength(1);
  expect(storeOf(storage, "nobody", maxSignedOutDraftAgeMs).list("fil")).toEqual([]);
  storeOf(storage, 2, maxDraftAgeMs).write(aDraft({ article: "autre", at: maxDraftAgeMs }));
  expect(storage.length).toBe(1);
});

test("removes drafts of the previous format without reading them, because their owner is unknown", () => {
  const storage = new MemoryStorage();
  storage.setItem("vigie:comment:fil", "De qui ?");
  expect(storeOf(storage, "nobody").list("fil")).toEqual([]);
  storeOf(storage).write(aDraft());
  expect([...storage.entries.keys()]).toEqual(["vigie-draft-1-fil-7-page-1"]);
});

test("refuses a text that is too long and keeps the previous draft", () => {
  const storage = new MemoryStorage();
  storeOf(storage).write(aDraft());
  expect(storeOf(storage).write(aDraft({ text: "x".repeat(maxDraftLength + 1), at: 2_000 }))).toBe(false);
  expect(storeOf(storage).list("fil")).toEqual([aDraft()]);
});

test("keeps a draft that another tab has written again since this tab continued it", () => {
  const storage = new MemoryStorage();
  storeOf(storage).write(aDraft());
  storeOf(storage).write(aDraft({ text: "Un mot de plus.", at: 1_001 }));
  storeOf(storage).remove(aDraft());
  expect(storeOf(storage).list("fil")).toMatchObject([{ text: "Un mot de plus." }]);
  storeOf(storage).remove(aDraft({ at: 1_001 }));
  expect(storeOf(storage).list("fil")).toEqual([]);
});

describe("browser storage", () => {
  test("reports a failure when nothing can be stored", () => {
    const closed = createDraftStore(
      () => {
        throw new DOMException("closed", "SecurityError");
      },
      1,
      () => 1,
    );
    expect(closed.write(aDraft())).toBe(false);
    expect(closed.list("fil")).toEqual([]);
    closed.remove(aDraft());
  });

  test("makes room with the oldest drafts when it is full", () => {
    const storage = new MemoryStorage(8_000);
    for (let n = 0; n < 30; n += 1) storeOf(storage).write(aDraft({ parent: n, at: n, text: "x".repeat(50) }));
    expect(storeOf(storage).write(aDraft({ parent: 99, at: 99, text: "y".repeat(2_000) }))).toBe(true);
    expect(storeOf(storage).list("fil")[0]).toMatchObject({ parent: 99 });
  });

  test("ignores foreign values under our key", () => {
    const storage = new MemoryStorage();
    for (const [n, value] of ["", "{", "null", "[]", '{"article":"fil"}', '"fil"'].entries())
      storage.setItem(`vigie-draft-1-fil-${n}-x`, value);
    expect(storeOf(storage).list("fil")).toEqual([]);
  });
});

test("continues with the page's own draft, else the one before the reload, else the newest", () => {
  const [newest, before, own, other] = [
    aDraft({ page: "elsewhere", at: 9 }),
    aDraft({ page: "before", at: 8 }),
    aDraft({ page: "own", at: 7 }),
    aDraft({ parent: 8, page: "own", at: 10 }),
  ];
  const all = [other, newest, before, own];
  expect(chooseDraft(all, 7, ["own", "before"])).toBe(own);
  expect(chooseDraft(all, 7, ["new", "before"])).toBe(before);
  expect(chooseDraft(all, 7, ["new"])).toBe(newest);
  expect(chooseDraft(all, 9, ["own"])).toBeUndefined();
});

test("reads a draft of an earlier version of the site as unsent", () => {
  const storage = new MemoryStorage();
  const { sent: _, ...earlier } = aDraft();
  storage.setItem("vigie-draft-1-fil-7-page-1", JSON.stringify(earlier));
  expect(storeOf(storage).list("fil")).toEqual([aDraft()]);
});
