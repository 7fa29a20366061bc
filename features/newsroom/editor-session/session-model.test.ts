import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleRevisions, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createDraft, emptyContent } from "../drafts/mutations.ts";
import { publishDraft } from "../drafts/publish.ts";
import { findDraft } from "../drafts/queries.ts";
import { createLocalCopies } from "./local-copies.ts";
import { TestBrowser, TestSite, TestTab } from "./session-testing.ts";

// Whatever happens to tabs, network, session and server, each word that was typed is in the draft, in a revision or in
// a copy that is offered when the article is opened again, unless its author deleted it.

const { db, sql } = testDatabase();

/** Two tabs of one member, one of another. */
const tabNames = ["A1", "A2", "B1"] as const;
type TabName = (typeof tabNames)[number];

/** The whole state, which fast-check passes to each command. */
class World {
  readonly site = new TestSite(db);
  readonly browsers: { A: TestBrowser; B: TestBrowser };
  readonly tabs: Record<TabName, TestTab>;
  readonly articleId: number;
  /** Words that nobody deleted. */
  readonly words = new Set<string>();
  private ids = 0;
  private count = 0;

  constructor(articleId: number, knowsTabs: boolean) {
    this.articleId = articleId;
    this.browsers = { A: new TestBrowser("a", 1, knowsTabs), B: new TestBrowser("b", 2, knowsTabs) };
    const newId = () => {
      this.ids += 1;
      return `page-${String(this.ids).padStart(8, "0")}`;
    };
    const { A, B } = this.browsers;
    this.tabs = {
      A1: new TestTab(this.site, A, 1, "one", newId),
      A2: new TestTab(this.site, A, 1, "two", newId),
      B1: new TestTab(this.site, B, 2, "one", newId),
    };
  }

  newWord(): string {
    this.count += 1;
    return `mot${this.count}x`;
  }

  /** The words that the server has. A save may move words from the draft to a revision, so the draft is read first. */
  async stored(): Promise<string> {
    const draft = await findDraft(db, this.articleId);
    const revisions = await db
      .select({ content: articleRevisions.content })
      .from(articleRevisions)
      .where(eq(articleRevisions.articleId, this.articleId));
    return JSON.stringify([draft?.content, revisions]);
  }

  /** Words in copies that opening the article would find. */
  copied(): string {
    const { A, B } = this.browsers;
    const of = (browser: TestBrowser, member: number) =>
      createLocalCopies(() => browser.storage, member, this.site.clock.now).list(this.articleId);
    return JSON.stringify([of(A, 1), of(B, 2)]);
  }

  async lost(): Promise<string[]> {
    const before = [...this.words];
    // Copies are read first, because one is removed as soon as its words are stored. Words may also be typed meanwhile.
    const copied = this.copied();
    const everywhere = copied + (await this.stored());
    return before.filter((word) => this.words.has(word) && !everywhere.includes(word));
  }
}

type Model = Record<string, never>;

/** One step, after which no word may be missing. */
class Step implements fc.AsyncCommand<Model, World> {
  readonly name: string;
  private readonly work: (world: World) => Promise<void>;
  private readonly settles: boolean;
  constructor(name: string, work: (world: World) => Promise<void>, settles = true) {
    this.name = settles ? name : `${name} (at once)`;
    this.work = work;
    this.settles = settles;
  }
  check = () => true;
  async run(_model: Model, world: World): Promise<void> {
    await this.work(world);
    // Otherwise the next step runs while requests of this one are under way.
    if (this.settles) await world.site.settle();
    expect(await world.lost(), `after: ${this.name}`).toEqual([]);
  }
  toString = () => this.name;
}

/** Most steps happen in the first tab. */
const anyTab = fc.constantFrom<TabName>("A1", "A1", ...tabNames);
/** Builds a step in one tab. */
const onTab = (name: string, work: (tab: TestTab, world: World) => unknown) =>
  fc.tuple(anyTab, fc.integer({ min: 0, max: 3 })).map(
    ([tab, chance]) =>
      new Step(
        `${name} ${tab}`,
        async (world) => {
          // In a tab that is killed meanwhile, the work never ends.
          void work(world.tabs[tab], world);
          // Lets the work run until its first request.
          for (let turn = 0; turn < 10; turn += 1) await null;
        },
        chance > 0,
      ),
  );

async function typeWord(tab: TestTab, world: World, field: "lead" | "body"): Promise<void> {
  if (!tab.session) await tab.open(world.articleId);
  if (
    !tab.state ||
    tab.state.conflict !== null ||
    tab.state.lockHolder ||
    tab.state.isDeleted ||
    tab.state.news === "changed"
  )
    return;
  const word = world.newWord();
  world.words.add(word);
  tab.type(field, (text) => (field === "lead" ? `${text} ${word}` : `${text}<p>${word}</p>`));
}

const typing = [
  onTab("open", (tab, world) => tab.session ?? tab.open(world.articleId)),
  onTab("type into the body of", (tab, world) => typeWord(tab, world, "body")),
  onTab("type into the lead of", (tab, world) => typeWord(tab, world, "lead")),
  onTab("type while a save is under way in", async (tab, world) => {
    await typeWord(tab, world, "body");
    void tab.session?.save("auto");
    for (let turn = 0; turn < 10; turn += 1) await null;
    await typeWord(tab, world, "body");
  }),
];

const others = [
  onTab("delete the last word of", (tab, world) => {
    if (!tab.state || tab.state.conflict !== null || tab.state.lockHolder || tab.state.news === "changed") return;
    const body = tab.fields.find(([name]) => name === "body")?.[1] ?? "";
    const last = body.match(/mot\d+x/g)?.at(-1);
    if (!last) return;
    world.words.delete(last);
    tab.type("body", (text) => text.replaceAll(`<p>${last}</p>`, ""));
  }),
  onTab("save by hand", (tab) => tab.session?.save("save")),
  onTab("publish", (tab) => tab.session?.save("publishAnyway")),
  onTab("look away from", (tab) => tab.session?.hide()),
  onTab("beat", (tab) => tab.session?.beat()),
  onTab("come back to", (tab) => {
    tab.session?.retry();
    return tab.session?.beat();
  }),
  onTab("take over in", (tab) => tab.session?.takeOver()),
  onTab("take the offered copy in", (tab) => {
    const [copy] = tab.state?.copies ?? [];
    if (copy && !tab.state?.lockHolder && tab.state?.conflict === null) tab.session?.restoreCopy(copy.id);
  }),
  onTab("close", (tab) => tab.close()),
  onTab("kill", (tab) => tab.kill()),
  fc
    .constantFrom(400, 2_000, 12_000, 70_000)
    .map((ms) => new Step(`${ms} ms pass`, async (world) => world.site.elapse(ms))),
  fc.constantFrom("up" as const, "up" as const, "up" as const, "down" as const, "oneWay" as const).map(
    (network) =>
      new Step(`network ${network}`, async (world) => {
        world.site.network = network;
      }),
  ),
  fc.constant(
    new Step("the site restarts", async (world) => {
      const { network } = world.site;
      world.site.network = "oneWay";
      for (const tab of Object.values(world.tabs)) void tab.session?.save("auto");
      await world.site.settle();
      world.site.network = "down";
      await world.site.elapse(3_000);
      world.site.network = network;
    }),
  ),
  fc.constant(
    new Step("nobody is heard of for a minute", async () => {
      await sql`update article_edit_locks set heartbeat_at = now() - interval '1 minute'`;
    }),
  ),
  fc.constantFrom(1, 1, 1, undefined, 3).map(
    (member) =>
      new Step(member ? `member ${member} signs in at A` : "sign out at A", async (world) => {
        world.browsers.A.signedIn = member;
      }),
  ),
  fc.constant(
    new Step("publish elsewhere", async (world) => {
      const stored = await findDraft(db, world.articleId);
      if (stored) await publishDraft(db, { id: 2, role: "editor", isOutsideEditor: true }, stored.id, stored.version);
    }),
  ),
];

/** Most steps are typing. */
const steps = [...typing, ...typing, ...typing, ...typing, ...others];

/** Every member opens the article again and restores the offered copies. */
async function everybodyComesBack(world: World): Promise<void> {
  const { site, browsers, tabs } = world;
  for (const tab of Object.values(tabs)) tab.kill();
  await site.settle();
  site.network = "up";
  browsers.A.signedIn = 1;
  for (const tab of [tabs.A1, tabs.B1]) {
    await tab.open(world.articleId);
    for (let round = 0; round < 20; round += 1) {
      if (tab.state?.lockHolder) await tab.session?.takeOver();
      await site.settle();
      await site.elapse(15_000);
      const [copy] = tab.state?.copies ?? [];
      if (copy) tab.session?.restoreCopy(copy.id);
      else if (tab.state?.saveStatus === "kept" && !tab.state.lockHolder) break;
    }
    await site.elapse(15_000);
    expect(tab.state, "nothing is left to be saved").toMatchObject({ saveStatus: "kept", copies: [], conflict: null });
    tab.close();
    await site.settle();
  }
}

beforeAll(async () => {
  await db.insert(members).values([1, 2, 3].map((n) => ({ name: `N${n}`, handle: `n${n}`, role: "editor" as const })));
});

async function begin(knowsTabs: boolean): Promise<World> {
  const content: DraftContent = { ...(await emptyContent(db, 1)), title: "T", bodyHtml: "<p>Un texte.</p>" };
  const { id } = await createDraft(db, { id: 1, role: "editor" }, content);
  return new World(id, knowsTabs);
}

test.each([
  ["that knows its tabs", true],
  ["that does not", false],
])("loses no word, whatever happens, in a browser %s", async (_, knowsTabs) => {
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.commands(steps, { maxCommands: 80, size: "max" })), async (commands) => {
      const world = await begin(knowsTabs);
      await world.tabs.A1.open(world.articleId);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
      await everybodyComesBack(world);
      const stored = await world.stored();
      expect([...world.words].filter((word) => !stored.includes(word))).toEqual([]);
    }),
    {
      numRuns: Number(process.env.EDITOR_RUNS ?? 12),
      // No shrinking: the result depends on when answers arrive, so a shorter sequence would prove nothing.
      endOnFailure: true,
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  );
});
