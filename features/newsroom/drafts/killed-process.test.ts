import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeEach, expect, test } from "vitest";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { emptyContent } from "./mutations.ts";
import { findDraft } from "./queries.ts";
import { createDraftOnce, saveDraft } from "./save.ts";

const { db, clear } = testDatabase();
const editor = { id: 1, role: "editor" as const };
const page = { key: "page-of-a-writer" };

beforeEach(async () => {
  await clear();
  await db.insert(members).values({ name: "Éva", handle: "eva", role: "editor" });
});

/** Compiled code is kept, as by the launcher. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(process.cwd(), "node_modules", ".cache", "node") };

const bodyOf = (n: number) => `<p>${"Des mots et des mots. ".repeat(1_000)}${n}</p>`;

/** A program that saves without end, like the page of a typing author, and prints what it sends and each response. */
const typing = `
  import { database } from "#db/client.ts";
  import { findDraft } from "#features/newsroom/drafts/queries.ts";
  import { saveDraft } from "#features/newsroom/drafts/save.ts";
  const [id, first] = process.argv.slice(-2).map(Number);
  const bodyOf = ${bodyOf};
  const { content, version: seen } = await findDraft(database(), id);
  for (let n = first, version = seen; ; n += 1) {
    console.log("sent", n);
    const saved = await saveDraft(database(), { id: 1, role: "editor" }, id, { ...content, bodyHtml: bodyOf(n) }, { version, kind: "auto", page: ${JSON.stringify(page)} });
    version = saved.value.version;
    console.log("kept", n, version);
  }`;

/**
 * Runs the program and kills it (`kill -9`) just after it sent a save and received some responses. Returns the last
 * response.
 */
async function killedWhileSaving(id: number, first: number): Promise<{ n: number; version: number }> {
  const options = ["--conditions=react-server", "--input-type=module", "-e", typing, "--", String(id), String(first)];
  const child: ChildProcess = spawn(process.execPath, options, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let last = { n: 0, version: 0 };
  if (!child.stdout) throw new Error("The child has no output.");
  for await (const line of createInterface({ input: child.stdout })) {
    const [said, n, version] = line.split(" ");
    if (said === "kept") last = { n: Number(n), version: Number(version) };
    else if (Number(n) >= first + 3) child.kill("SIGKILL");
  }
  await ended;
  return last;
}

test("loses no acknowledged save of a killed process, and the page continues", async () => {
  const begun: DraftContent = { ...(await emptyContent(db, editor.id)), title: "T", bodyHtml: bodyOf(0) };
  const article = await createDraftOnce(db, editor, begun, page);
  if (!article.ok) throw new Error(article.code);
  const { id } = article.value;
  for (let first = 1; first < 20; first += 10) {
    const answered = await killedWhileSaving(id, first);
    expect(answered.n).toBeGreaterThan(first);
    // The lock waits until what the killed process began has either committed or rolled back.
    const draft = await db.transaction((tx) => findDraft(tx, id, true));
    const kept = Number(/(\d+)<\/p>$/.exec(draft?.content.bodyHtml ?? "")?.[1]);
    expect(draft?.content.bodyHtml).toBe(bodyOf(kept));
    expect(kept).toBeGreaterThanOrEqual(answered.n);
    // The page knows the last response only, and its author has typed more.
    const more = { ...begun, bodyHtml: bodyOf(first + 9) };
    const again = await saveDraft(db, editor, id, more, { version: answered.version, kind: "auto", page });
    expect(again).toMatchObject({ ok: true, value: { version: (draft?.version ?? 0) + 1 } });
  }
});
