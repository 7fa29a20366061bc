import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { articleRevisions, articles, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { acquireEditLock, findLockHolder } from "../drafts/edit-lock.ts";
import { createDraft, emptyContent } from "../drafts/mutations.ts";
import { findDraft } from "../drafts/queries.ts";
import { saveDraft } from "../drafts/save.ts";
import { createLocalCopies } from "./local-copies.ts";
import { TestBrowser, TestSite, TestTab } from "./session-testing.ts";

const { db } = testDatabase();
let site: TestSite;
let browser: TestBrowser;
let id: number;
let pages = 0;
const newId = () => {
  pages += 1;
  return `page-${String(pages).padStart(8, "0")}`;
};
const aTab = (key: string, of = browser, member = 1) => new TestTab(site, of, member, key, newId);
const bodyAtWork = async (article = id) => (await findDraft(db, article))?.content.bodyHtml;
const bodiesKept = async () => {
  const kept = await db.select().from(articleRevisions).where(eq(articleRevisions.articleId, id));
  return kept.map(({ content }) => content.bodyHtml);
};
const copiesOf = (article: number) => createLocalCopies(() => browser.storage, 1, site.clock.now).list(article);
const type = (tab: TestTab, word: string) => tab.type("body", (text) => `${text}<p>${word}</p>`);

beforeAll(async () => {
  await db.insert(members).values([1, 2].map((n) => ({ name: `N${n}`, handle: `n${n}`, role: "editor" as const })));
});

beforeEach(async () => {
  const content = { ...(await emptyContent(db, 1)), title: "T", bodyHtml: "<p>Un.</p>" };
  ({ id } = await createDraft(db, { id: 1, role: "editor" }, content));
  site = new TestSite(db);
  browser = new TestBrowser("b", 1);
});

describe("saves", () => {
  test("saves three times in half a minute of typing, and once in the pause after it", async () => {
    const tab = aTab("one");
    await tab.open(id);
    for (let n = 0; n < 320; n += 1) {
      type(tab, `m${n}`);
      await site.elapse(100);
    }
    expect(site.saves).toHaveLength(3);
    await site.elapse(60_000);
    expect(site.saves).toHaveLength(4);
    expect(await bodyAtWork()).toContain("<p>m319</p>");
    expect(tab.state).toMatchObject({ saveStatus: "kept" });
  });

  test("saves at most twice in ten seconds of typing with pauses", async () => {
    const tab = aTab("one");
    await tab.open(id);
    for (let n = 0; n < 8; n += 1) {
      for (let word = 0; word < 4; word += 1) {
        type(tab, `m${n}-${word}`);
        await site.elapse(500);
        if (word === 3) await site.elapse(8_000);
        else await site.elapse(1_600 - 500);
      }
    }
    const sent = site.savedAt;
    for (const at of sent) expect(sent.filter((one) => one >= at && one < at + 10_000).length).toBeLessThanOrEqual(2);
    expect(sent.length).toBeGreaterThan(8);
    expect(tab.state).toMatchObject({ saveStatus: "kept" });
  });

  test("sends one save at a time and queues at most one, whatever is requested meanwhile", async () => {
    const tab = aTab("one");
    await tab.open(id);
    type(tab, "deux");
    void tab.session?.save("auto");
    for (let n = 0; n < 10; n += 1) {
      type(tab, `m${n}`);
      void tab.session?.save(n % 2 === 0 ? "auto" : "save");
    }
    await site.settle();
    expect(site.saves).toHaveLength(2);
    expect(site.saves[1]).toContainEqual(["act", "save"]);
    expect(await bodyAtWork()).toContain("<p>m9</p>");
  });

  test("delays publishing, but not saving, for pending work", async () => {
    const tab = aTab("one");
    await tab.open(id);
    let arrive = () => {};
    tab.session?.waitFor(new Promise<void>((resolve) => (arrive = resolve)), "beforePublishing");
    type(tab, "deux");
    void tab.session?.save("save");
    await site.settle();
    expect(site.saves.map((fields) => fields[0])).toEqual([["act", "save"]]);
    void tab.session?.save("publish");
    await site.elapse(30_000);
    expect(site.saves).toHaveLength(1);
    type(tab, "image");
    arrive();
    await site.settle();
    expect(site.saves.map((fields) => fields[0])).toEqual([
      ["act", "save"],
      ["act", "publish"],
    ]);
    expect(await bodyAtWork()).toContain("<p>image</p>");
  });

  test("retries less and less often while the server does not answer", async () => {
    const tab = aTab("one");
    await tab.open(id);
    site.network = "down";
    type(tab, "deux");
    await site.elapse(600_000);
    expect(site.saves.length).toBeLessThanOrEqual(14);
    expect(tab.state).toMatchObject({ saveStatus: "offline" });
    site.network = "up";
    await site.elapse(60_000);
    expect(tab.state).toMatchObject({ saveStatus: "kept" });
  });
});

test("does not retry a publish that got no response, and says so until the article shows that it was published", async () => {
  const tab = aTab("one");
  await tab.open(id);
  site.network = "down";
  void tab.session?.save("publish");
  await site.elapse(10_000);
  expect(tab.state).toMatchObject({ saveStatus: "offline", unanswered: "publish" });
  site.network = "up";
  await site.elapse(120_000);
  expect(tab.state).toMatchObject({ saveStatus: "kept", status: "draft", unanswered: "publish" });

  site.network = "oneWay";
  void tab.session?.save("publishAnyway");
  await site.elapse(10_000);
  expect(tab.state).toMatchObject({ saveStatus: "offline", status: "draft", unanswered: "publishAnyway" });
  site.network = "up";
  await site.elapse(120_000);
  expect(tab.state).toMatchObject({ saveStatus: "kept", status: "published", unanswered: null });
});

test("saves what failed as soon as a heartbeat is answered after an outage", async () => {
  const tab = aTab("one");
  await tab.open(id);
  site.network = "down";
  type(tab, "deux");
  await site.elapse(120_000);
  site.network = "up";
  await tab.session?.beat();
  await site.settle();
  expect(tab.state).toMatchObject({ saveStatus: "kept", completedAct: "save" });
  expect(await bodyAtWork()).toContain("deux");
});

test("copies text at each keystroke, and deletes the copy when the server has all of it", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "deux");
  expect(copiesOf(id)[0]?.fields).toContainEqual(["body", "<p>Un.</p><p>deux</p>"]);
  void tab.session?.save("auto");
  await Promise.resolve();
  type(tab, "trois");
  await site.settle();
  expect(copiesOf(id)[0]?.fields).toContainEqual(["body", "<p>Un.</p><p>deux</p><p>trois</p>"]);
  await site.elapse(10_000);
  expect(copiesOf(id)).toEqual([]);
});

test("text typed before the page's scripts have loaded is copied and saved", async () => {
  const tab = aTab("one");
  tab.typedEarly = "<p>deux</p>";
  await tab.open(id);
  expect(copiesOf(id)[0]?.fields).toContainEqual(["body", "<p>Un.</p><p>deux</p>"]);
  tab.close();
  await site.settle();
  expect(await bodyAtWork()).toContain("deux");
});

test("saves the last text of a closing tab and releases the lock", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "deux");
  tab.close();
  await site.settle();
  expect(await bodyAtWork()).toContain("deux");
  expect(await findLockHolder(db, id)).toBeUndefined();
});

test("takes over silently from a killed tab and restores its text before any save", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "deux");
  tab.kill();
  const next = aTab("two");
  await next.open(id);
  expect(next.fields).toContainEqual(["body", "<p>Un.</p><p>deux</p>"]);
  expect(next.state).toMatchObject({ lockHolder: null, restoredAt: expect.any(Number) });
  expect(site.saves).toEqual([]);
  await site.elapse(10_000);
  expect(await bodyAtWork()).toContain("deux");
});

test("accepts a last save that arrives after the next page was rendered, without a conflict", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "deux");
  tab.kill();
  const [late] = copiesOf(id);
  const next = aTab("two");
  await next.open(id);
  // What the killed page had sent.
  const draft = await findDraft(db, id);
  if (!draft || !late) throw new Error("Nothing was written.");
  const content = { ...draft.content, bodyHtml: "<p>Un.</p>\n<p>deux</p>" };
  const page = { key: late.key };
  await saveDraft(db, { id: 1, role: "editor" }, id, content, { version: draft.version, kind: "auto", page });
  type(next, "trois");
  next.kill();
  const last = aTab("three");
  await last.open(id);
  expect(last.state).toMatchObject({ copies: [], restoredAt: expect.any(Number) });
  await site.elapse(10_000);
  expect(await bodyAtWork()).toContain("trois");
});

test("takes over from the member's own tab in another browser at once, and says where each text is", async () => {
  const [first, second] = [aTab("one"), aTab("two", new TestBrowser("c", 1))];
  await first.open(id);
  await second.open(id);
  expect(second.state).toMatchObject({ lockHolder: { own: true }, copies: [] });
  site.network = "down";
  type(first, "hors ligne");
  await site.elapse(5_000);
  site.network = "up";
  await second.session?.takeOver();
  expect(second.state).toMatchObject({ lockHolder: null });
  type(second, "ici");
  await site.elapse(2_000);
  expect(await bodyAtWork()).toBe("<p>Un.</p>\n<p>ici</p>");
  first.session?.retry();
  await first.session?.beat();
  await site.settle();
  expect(first.state).toMatchObject({ lockHolder: { own: true }, conflict: expect.stringContaining("vos onglets") });
  expect(await bodiesKept()).toContain("<p>Un.</p>\n<p>hors ligne</p>");

  type(second, "encore");
  await site.elapse(10_000);
  const { refusedText } = second.state ?? {};
  expect(refusedText).toMatchObject({ by: null, at: expect.any(String) });
  const refused = await db
    .select()
    .from(articleRevisions)
    .where(eq(articleRevisions.id, refusedText?.revision ?? 0));
  expect(refused[0]?.content.bodyHtml).toBe("<p>Un.</p>\n<p>hors ligne</p>");
  second.session?.dismissRefusedText();
  expect(second.state).toMatchObject({ refusedText: null });
  await site.settle();
  await second.session?.beat();
  second.close();
  await second.open(id);
  expect(second.state).toMatchObject({ refusedText: null });
});

test("announces an unseen rejected save at the next opening, to others with its author's name", async () => {
  const theirs = aTab("one", new TestBrowser("c", 2), 2);
  await theirs.open(id);
  const tab = aTab("one");
  await tab.open(id);
  type(theirs, "les siens");
  await tab.session?.takeOver();
  await site.elapse(2_000);
  expect(theirs.state?.conflict).toContain("N1");
  tab.close();
  await tab.open(id);
  expect(tab.state).toMatchObject({ refusedText: { by: "N2" } });
});

describe("a tab that takes over from another one of the same browser", () => {
  test("makes the other one read-only at once and gets what was typed there last", async () => {
    const [first, second] = [aTab("one"), aTab("two")];
    await first.open(id);
    await second.open(id);
    type(first, "deux");
    await second.session?.takeOver();
    await site.settle();
    expect(first.state).toMatchObject({ lockHolder: { own: true }, conflict: null, saveStatus: "kept" });
    expect(JSON.stringify(second.fields)).toContain("deux");
    expect(second.state).toMatchObject({ lockHolder: null, refusedText: null });
    // Its heartbeats do not make it editable again.
    await first.session?.beat();
    expect(first.state).toMatchObject({ lockHolder: { own: true } });
  });

  test("keeps the other one read-only although its heartbeat was under way", async () => {
    const [first, second] = [aTab("one"), aTab("two")];
    await first.open(id);
    await second.open(id);
    const beating = first.session?.beat();
    await second.session?.takeOver();
    await beating;
    await site.settle();
    expect(first.state).toMatchObject({ lockHolder: { own: true } });
  });

  test("goes on although the other one cannot save, whose text stays on the device and becomes a revision", async () => {
    const [first, second] = [aTab("one"), aTab("two")];
    await first.open(id);
    await second.open(id);
    site.network = "down";
    type(first, "deux");
    await second.session?.takeOver();
    expect(first.state).toMatchObject({ lockHolder: { own: true }, saveStatus: "offline", isCopyMissing: false });
    expect(JSON.stringify(copiesOf(id))).toContain("deux");
    expect(second.state).toMatchObject({ lockHolder: { own: true }, isTakeoverFailed: true });
    site.network = "up";
    await second.session?.takeOver();
    await site.elapse(60_000);
    expect((await bodyAtWork()) + (await bodiesKept()).join()).toContain("deux");
    expect(copiesOf(id)).toEqual([]);
  });

  test("leaves other articles and another member's page alone", async () => {
    const theirs = aTab("one", browser, 2);
    browser.signedIn = 2;
    await theirs.open(id);
    browser.signedIn = 1;
    const [mine, elsewhere] = [aTab("two"), aTab("three")];
    await mine.open(id);
    await elsewhere.open(0);
    await mine.session?.takeOver();
    await site.settle();
    expect([theirs.state?.lockHolder, elsewhere.state?.lockHolder, mine.state?.lockHolder]).toEqual([null, null, null]);
  });
});

test("never gives the lock to the former tab while the new one reloads for newer text", async () => {
  const [first, second] = [aTab("one"), aTab("two")];
  await first.open(id);
  await second.open(id);
  type(first, "deux");
  await site.elapse(10_000);
  type(first, "trois");
  site.holds.length = 0;
  await second.session?.takeOver();
  await site.settle();
  expect(site.holds.map((fields) => Object.fromEntries(fields).act)).toEqual(["take", "hold"]);
  expect(second.fields.find(([name]) => name === "body")?.[1]).toContain("deux");
  await site.elapse(10_000);
  await first.session?.beat();
  expect([first.state?.lockHolder, second.state?.lockHolder]).toEqual([expect.objectContaining({ own: true }), null]);
  type(second, "quatre");
  await site.elapse(10_000);
  expect(await bodyAtWork()).toMatch(/deux.*trois.*quatre/s);
});

test("shows another member's article read-only until a takeover", async () => {
  const theirs = aTab("one", new TestBrowser("c", 2), 2);
  await theirs.open(id);
  const tab = aTab("one");
  await tab.open(id);
  expect(tab.state).toMatchObject({ lockHolder: { name: "N2", own: false } });
  site.network = "down";
  await tab.session?.takeOver();
  expect(tab.state).toMatchObject({ lockHolder: { name: "N2" }, isTakeoverFailed: true });
  site.network = "up";
  await tab.session?.takeOver();
  expect(tab.state).toMatchObject({ lockHolder: null, isTakeoverFailed: false });
});

test("neither saves nor locks for another member who signed in meanwhile", async () => {
  const tab = aTab("one");
  await tab.open(id);
  browser.signedIn = 2;
  type(tab, "deux");
  await site.elapse(2_000);
  expect(tab.state).toMatchObject({ saveStatus: "otherMember" });
  expect(await bodyAtWork()).toBe("<p>Un.</p>");
  await acquireEditLock(db, id, { memberId: 2, key: "c-somebody", take: true });
  browser.signedIn = 1;
  await tab.session?.beat();
  expect(tab.state).toMatchObject({ lockHolder: { name: "N2", own: false } });
});

test("keeps a newer text as a revision when a copy replaces it", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "copie");
  tab.kill();
  const draft = await findDraft(db, id);
  if (!draft) throw new Error("The article is gone.");
  const since = { ...draft.content, bodyHtml: "<p>Entre-temps.</p>" };
  await saveDraft(db, { id: 2, role: "editor" }, id, since, { version: draft.version, kind: "auto" });
  const next = aTab("two");
  await next.open(id);
  const [copy] = next.state?.copies ?? [];
  next.session?.restoreCopy(copy?.id ?? "");
  await site.elapse(10_000);
  expect(await bodyAtWork()).toContain("copie");
  expect(await bodiesKept()).toContain("<p>Entre-temps.</p>");
});

test("keeps what is typed when a copy is restored as a separate, older copy", async () => {
  const tab = aTab("one");
  await tab.open(id);
  type(tab, "copie");
  tab.kill();
  const draft = await findDraft(db, id);
  if (!draft) throw new Error("The article is gone.");
  const since = { ...draft.content, bodyHtml: "<p>Entre-temps.</p>" };
  await saveDraft(db, { id: 2, role: "editor" }, id, since, { version: draft.version, kind: "auto" });
  const next = aTab("two");
  await next.open(id);
  const [copy] = next.state?.copies ?? [];
  type(next, "de côté");
  next.session?.restoreCopy(copy?.id ?? "");
  expect(next.state?.copies).toHaveLength(1);
  await site.elapse(10_000);
  next.kill();
  const last = aTab("three");
  await last.open(id);
  expect(JSON.stringify(last.fields)).toContain("copie");
  expect(last.state).toMatchObject({ restoredAt: null, copies: [expect.anything()] });
  last.session?.restoreCopy(last.state?.copies[0]?.id ?? "");
  expect(JSON.stringify(last.fields)).toContain("de côté");
});

test("offers the text of a deleted article on the page of a new one, or makes it one at once", async () => {
  const tab = aTab("one");
  await tab.open(id);
  await db.delete(articles).where(eq(articles.id, id));
  type(tab, "deux");
  await site.elapse(2_000);
  expect(tab.state).toMatchObject({ isDeleted: true, id: 0 });
  expect(copiesOf(0)[0]?.fields).toContainEqual(["body", "<p>Un.</p><p>deux</p>"]);
  tab.session?.createFromDeleted();
  await site.elapse(2_000);
  expect(tab.state).toMatchObject({ isDeleted: false, saveStatus: "kept" });
  expect(await bodyAtWork(tab.state?.id)).toContain("deux");
  expect(copiesOf(0)).toEqual([]);
});

test("creates a new article once after a lost response, and finds its text at both addresses", async () => {
  const before = await db.$count(articles);
  const tab = aTab("one");
  await tab.open(0);
  site.network = "oneWay";
  type(tab, "neuf");
  await site.elapse(2_000);
  tab.kill();
  site.network = "up";
  expect(copiesOf(0)).toHaveLength(1);
  const next = aTab("two");
  await next.open(0);
  expect(next.state).toMatchObject({ restoredAt: expect.any(Number) });
  await site.elapse(10_000);
  expect(await db.$count(articles)).toBe(before + 1);
  expect(await bodyAtWork(next.state?.id)).toContain("neuf");
});

test("reports a browser that keeps no copy, until the server has the text", async () => {
  const tab = aTab("one");
  await tab.open(id);
  browser.storage.setItem("else", "x".repeat(browser.storage.maxLength - 10));
  type(tab, "deux");
  expect(tab.state).toMatchObject({ isCopyMissing: true });
  await site.elapse(2_000);
  expect(tab.state).toMatchObject({ isCopyMissing: false, saveStatus: "kept" });
});
