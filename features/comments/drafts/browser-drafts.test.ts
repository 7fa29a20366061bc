import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryStorage } from "#features/newsroom/editor-session/session-testing.ts";
import { findDrafts, openDraftStore, pagesOfTab } from "./browser-drafts.ts";
import type { CommentDraft } from "./drafts.ts";

const [ada, bob] = [1, 2];

beforeEach(() => {
  vi.stubGlobal("localStorage", new MemoryStorage());
  vi.stubGlobal("sessionStorage", new MemoryStorage());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const aDraft = (part: Partial<CommentDraft> = {}): CommentDraft => ({
  article: "fil",
  parent: 7,
  name: "Ada",
  text: "Un mot.",
  quote: "",
  key: "cle-du-formulaire",
  sent: false,
  page: pagesOfTab()[0],
  open: false,
  at: Date.now(),
  ...part,
});
const textsOf = (owner: number) => findDrafts(owner, "fil").map(({ draft }) => draft.text);

test.each(["unknown", "nobody"] as const)("gives a draft typed by %s to the first member who finds it", (owner) => {
  expect(openDraftStore(owner).write(aDraft())).toBe(true);
  expect(textsOf(ada)).toEqual(["Un mot."]);
  expect(textsOf(bob)).toEqual([]);
  expect(textsOf(ada)).toEqual(["Un mot."]);
});

test("ignores a signed-out draft that is older than a sign-in takes", () => {
  openDraftStore("nobody").write(aDraft({ page: "another", at: Date.now() - 3_600_001 }));
  expect(textsOf(ada)).toEqual([]);
});

test("keeps the member's own draft instead of replacing it", () => {
  openDraftStore(ada).write(aDraft({ text: "Le sien." }));
  openDraftStore("unknown").write(aDraft());
  expect(textsOf(ada).toSorted()).toEqual(["Le sien.", "Un mot."]);
  expect(textsOf(ada)).toContain("Le sien.");
});

test("leaves a draft in place when it cannot be stored elsewhere", () => {
  openDraftStore("unknown").write(aDraft());
  vi.stubGlobal("localStorage", {
    length: 0,
    getItem: () => null,
    key: () => null,
    removeItem() {},
    setItem() {
      throw new Error("full");
    },
  });
  expect(textsOf(ada)).toEqual(["Un mot."]);
  expect(textsOf(ada)).toEqual(["Un mot."]);
});
