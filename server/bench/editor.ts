import { randomUUID } from "node:crypto";
import { chromium, type Page } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articleDrafts, articles, members } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "../postgres/database.ts";
import { median } from "./http-load.ts";

// VIGIE_TEST_URL=http://localhost:3000 DATA_DIR=.data node --conditions=react-server server/bench/editor.ts EMAIL
// PASSWORD
// For an article of 5,000 words on a running site, prints how long an editor waits until typing is possible, the time
// from a key press to the frame that shows it, and the time of a save in the database.

const [email = "", password = ""] = process.argv.slice(2);
const base = process.env.VIGIE_TEST_URL ?? "http://localhost:3000";
const handle = await openDatabase(readEnv());
const { db, close } = connect(handle.url, { max: 1 });
const words = "la sauvegarde d’un serveur se vérifie avant que l’on en ait besoin et non après".split(" ");
const paragraph = (n: number) =>
  `<p>${Array.from({ length: 100 }, (_, at) => words[(at + n) % words.length]).join(" ")}.</p>`;
const bodyHtml = Array.from({ length: 50 }, (_, n) => paragraph(n)).join("\n");

const { id } = await upsertArticle(db, {
  slug: `banc-${randomUUID()}`,
  title: "Banc",
  lead: "",
  status: "published",
  bodyHtml,
  publishedAt: new Date("2001-01-01"),
});
try {
  await measureSaves();
  await measurePage();
} finally {
  await db.delete(articles).where(eq(articles.id, id));
  await close();
  await handle.release();
}

async function measureSaves(): Promise<void> {
  const [member] = await db
    .select({ id: members.id })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${email})`);
  if (!member) throw new Error(`Nobody has the address ${email}.`);
  const durations: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    const draft = await findDraft(db, id);
    if (!draft) throw new Error("The article is gone.");
    const content = { ...draft.content, bodyHtml: `${bodyHtml}\n<p>${n}</p>` };
    const start = performance.now();
    const saved = await saveDraft(db, { id: member.id, role: "editor" }, id, content, {
      version: draft.version,
      kind: "auto",
    });
    durations.push(performance.now() - start);
    if (!saved.ok) throw new Error(saved.code);
  }
  await db.delete(articleDrafts).where(eq(articleDrafts.articleId, id));
  print("a save in the database", durations);
}

async function measurePage(): Promise<void> {
  const executablePath = process.env.VIGIE_BROWSER ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await (await browser.newContext({ baseURL: base })).newPage();
    await page.goto("/login");
    await page.getByLabel("Adresse électronique").fill(email);
    await page.getByLabel("Mot de passe").fill(password);
    await page.getByRole("button", { name: "Se connecter", exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
    const ready: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await page.goto(`/admin/articles/${id}`, { waitUntil: "commit" });
      await page.locator(".editor-mount .ProseMirror").waitFor();
      ready.push(await page.evaluate(() => performance.now()));
    }
    print("from the address to typing", ready);
    print("from a key to its frame", await keys(page, 100));
  } finally {
    await browser.close();
  }
}

async function keys(page: Page, count: number): Promise<number[]> {
  await page.locator(".editor-mount .ProseMirror > p").nth(25).click();
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(window, { took: durations });
    document.querySelector(".ProseMirror")?.addEventListener("keydown", (event) => {
      // Two frames: the second begins after the first was painted.
      requestAnimationFrame(() => requestAnimationFrame(() => durations.push(performance.now() - event.timeStamp)));
    });
  });
  for (let n = 0; n < count; n += 1) await page.keyboard.type("a", { delay: 60 });
  await page.waitForTimeout(300);
  return page.evaluate(() => Reflect.get(window, "took"));
}

function print(what: string, durations: number[]): void {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(
    `${what.padEnd(30)} median ${median(durations).toFixed(0)} ms, 95 % ${at(0.95).toFixed(0)} ms, of ${durations.length}`,
  );
}
