import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { invalidateTags } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { editComment } from "#features/comments/posting/edit.ts";
import { aComment } from "#features/comments/testing.ts";
import { insertMember } from "#features/members/mutations.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { seeded } from "#server/cli/synthetic-corpus/random.ts";
import { maxStaleMs } from "#server/page-cache/pages.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { TrackedProcess, waitUntil } from "./tracked-process.ts";

/** `server/bench/cluster-writes.ts` checks whole sites in the same way. */
const writeCount = Number(process.env.CLUSTER_WRITES ?? 200);
/** Writes while one node's link to the database has a fault. */
const writesInFault = 12;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const { db, url } = testDatabase();
const random = seeded(seed);
const folder = createTestFolder();

interface PageNode {
  process: TrackedProcess;
  link: TcpProxy;
  origin: string;
}
const nodes: PageNode[] = [];

interface TestComment {
  id: number;
  text: string;
  author: number;
  isSpam: boolean;
}
interface TestArticle {
  id: number;
  slug: string;
  isPublished: boolean;
  comments: TestComment[];
  /** What no page may show any more. */
  removed: string[];
}
const articles: TestArticle[] = [];
/** Articles that nobody writes to. */
const untouched = Array.from({ length: 20 }, (_, n) => `calme-${n}`);
let people: number[] = [];
let moderator = 0;
let siteName = "";
let hasOnlyComments = false;
let [written, skew, marks] = [0, 0, 0];

async function startNode(name: string): Promise<PageNode> {
  const link = await TcpProxy.open({ port: Number(new URL(url).port), isPostgres: true });
  const log = path.join(folder, `${name}.log`);
  const program = path.join(import.meta.dirname, "page-node-process.ts");
  const env = { ...process.env, DATABASE_URL: link.addressOf(url), PORT: "0" };
  const started = new TrackedProcess(process.execPath, ["--conditions=react-server", program], { log, env });
  const readPort = () => /listening (\d+)/.exec(readFileSync(log, "utf8"))?.[1];
  await started.until("the node listens", () => readPort() !== undefined);
  return { process: started, link, origin: `http://127.0.0.1:${readPort()}` };
}

beforeAll(async () => {
  const insert = async (n: number, role: "reader" | "moderator") =>
    (await insertMember(db, { email: `${n}@example.org`, name: `Ada ${n}`, role, confirmedAt: new Date() }))?.id ?? 0;
  people = await Promise.all(Array.from({ length: 8 }, (_, n) => insert(n, "reader")));
  moderator = await insert(99, "moderator");
  for (let n = 0; n < 6; n += 1) {
    const slug = `article-${n}`;
    articles.push({
      id: await anArticle(db, slug, { lead: slug }),
      slug,
      isPublished: true,
      comments: [],
      removed: [],
    });
  }
  for (const slug of untouched) await anArticle(db, slug, { publishedAt: new Date(0) });
  nodes.push(...(await Promise.all([startNode("node0"), startNode("node1")])));
});
afterEach(({ task }) => {
  if (task.result?.state === "fail")
    for (const { process: node } of nodes) console.error(readFileSync(node.log, "utf8"));
});
afterAll(async () => {
  for (const { process: node, link } of nodes) {
    await node.stop();
    await link.close();
  }
  removeTestFolder(folder);
});

async function ask(node: PageNode, address: string): Promise<string> {
  const response = await fetch(node.origin + address);
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${text}`);
  return text;
}

/** Waits until these nodes have read all changes that were committed so far. */
async function waitForNodes(which: readonly PageNode[]): Promise<void> {
  const mark = ++marks;
  await invalidateTags(db, [`mark:${mark}`]);
  for (const node of which)
    await waitUntil(`mark ${mark} (SEED=${seed})`, async () => (await ask(node, `/mark?n=${mark}`)) === "true");
}

/** Makes one random write, and notes what must be true from then on. */
async function write(): Promise<void> {
  const n = ++written;
  const open = articles.filter(({ isPublished }) => isPublished || !hasOnlyComments);
  const article = open[random.whole(open.length)];
  if (!article) throw new Error("There is no article.");
  const draw = random.next();
  const found = article.comments[random.whole(Math.max(1, article.comments.length))];
  const author = people[random.whole(people.length)] ?? 0;
  const text = `mot${n}.`;
  if (n % 40 === 0 && !hasOnlyComments) {
    siteName = `Nom ${n}.`;
    await setSetting(db, "site.name", siteName);
  } else if (!article.isPublished || (draw < 0.1 && !hasOnlyComments)) {
    article.isPublished = !article.isPublished;
    const status = article.isPublished ? "published" : draw < 0.05 ? "withdrawn" : "draft";
    await db.transaction((tx) => setArticleStatus(tx, [article.id], status));
  } else if (!found || (draw < 0.5 && article.comments.length < 12)) {
    const id = await aComment(db, article.id, {
      key: text,
      memberId: author,
      bodySource: text,
      bodyHtml: `<p>${text}</p>`,
    });
    article.comments.push({ id, text, author, isSpam: false });
  } else if (draw < 0.65 && !found.isSpam) {
    const edited = await editComment(db, { id: found.author, role: "editor" }, found.id, text);
    if (!edited.ok) throw new Error(edited.code);
    article.removed.push(found.text);
    found.text = text;
  } else if (draw < 0.8 && !found.isSpam) {
    await deleteComment(db, found.author, found.id);
    article.comments = article.comments.filter((one) => one !== found);
    article.removed.push(found.text);
  } else {
    found.isSpam = !found.isSpam;
    const action = found.isSpam ? "spam" : "restore";
    await decideOrThrow(db, { actor: { id: moderator }, subject: { kind: "comment", id: found.id }, action });
  }
}

/** Compares the pages of these nodes with what the writes have made of the site. */
async function expectCurrent(which: readonly PageNode[], when: string): Promise<void> {
  // After this time no page may lack an addition.
  skew += maxStaleMs;
  for (const node of which) {
    const name = `${when} at node ${nodes.indexOf(node)} (write ${written}, SEED=${seed})`;
    const list = await ask(node, `/list?skew=${skew}`);
    for (const { slug, isPublished, comments, removed } of articles) {
      const source = await ask(node, `/article?slug=${slug}&skew=${skew}`);
      expect([source !== '"404"', list.includes(`"slug":"${slug}"`)], `${slug} ${name}`).toEqual([
        isPublished,
        isPublished,
      ]);
      if (!isPublished) continue;
      expect(source, `${slug} ${name}`).toContain(siteName);
      const shown = comments.filter(({ isSpam }) => !isSpam).map(({ text }) => text);
      const hidden = [...removed, ...comments.filter(({ isSpam }) => isSpam).map(({ text }) => text)];
      const words = new Set(source.match(/mot\d+\./g));
      expect(
        shown.filter((text) => !words.has(text)),
        `missing in ${slug} ${name}`,
      ).toEqual([]);
      expect(
        hidden.filter((text) => words.has(text)),
        `still in ${slug} ${name}`,
      ).toEqual([]);
    }
  }
}

const writeAndCheck = async (count: number, which: readonly PageNode[], when: string) => {
  for (let n = 0; n < count; n += 1) {
    await write();
    await waitForNodes(which);
    await expectCurrent(which, when);
  }
};

const countUntouchedRenders = async (node: PageNode) => {
  for (const slug of untouched) await ask(node, `/article?slug=${slug}`);
  const renders: Record<string, number> = JSON.parse(await ask(node, "/renders"));
  return untouched.map((slug) => renders[slug]);
};

test("after any write no node shows a page without it, also after faults of one node's link to the database", async () => {
  const [faulty, other] = nodes;
  if (!faulty || !other) throw new Error("There are no two nodes.");
  const faults = 3 * writesInFault;
  await writeAndCheck(writeCount - faults, nodes, "without a fault");
  await setSetting(db, "site.name", siteName || "Nom.");
  await waitForNodes(nodes);

  faulty.link.losesNotifications = true;
  await writeAndCheck(writesInFault, nodes, "without notifications");
  expect(faulty.link.lostNotificationCount).toBeGreaterThan(0);
  faulty.link.losesNotifications = false;

  for (const fault of ["cut", "half-open"] as const) {
    const before = await countUntouchedRenders(faulty);
    if (fault === "cut") faulty.link.cut();
    else faulty.link.makeHalfOpen();
    // A setting or a publication would change all pages.
    hasOnlyComments = true;
    await writeAndCheck(writesInFault, [other], `while the other link is ${fault}`);
    faulty.link.heal();
    await waitForNodes(nodes);
    await expectCurrent(nodes, `after the link was ${fault}`);
    hasOnlyComments = false;
    // It reads the changes that it has missed, instead of rendering everything anew.
    expect(await countUntouchedRenders(faulty)).toEqual(before);
  }
}, 240_000);
