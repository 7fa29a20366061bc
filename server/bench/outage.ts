// `node server/bench/outage.ts`: freezes and then kills the database of a running site, and prints what readers and
// writers get meanwhile.
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { connect } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { actionManifestFile } from "../page-cache/next/internals.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { createTestFolder, openDatabaseOutage, removeTestFolder } from "../testing/temporary-postgres.ts";
import { formWith } from "./forms.ts";
import { signInMany } from "./posting-comments.ts";
import { buildFolder, startSite } from "./site.ts";

const outageMs = 10_000;
const readers = 8;

const dataDir = createTestFolder();
const handle = await acquirePostgres({ dataDir });
const site = await startSite(dataDir);
const database = openDatabaseOutage(handle.url, dataDir);
const { db, sql, close } = connect(handle.url, { max: 1 });

const [article] = await sql<{ id: number; slug: string; category: string; cold: string }[]>`
  select a.id, a.slug, c.slug as category, (select slug from articles where status = 'published' and id <> a.id order by id limit 1) as cold
  from articles a join article_categories j on j.article_id = a.id join categories c on c.id = j.category_id
  where a.status = 'published' and a.comment_policy = 'open' order by a.published_at desc limit 1`;
if (!article) throw new Error("The demo has no article that is open for comments.");
const pages = ["/", `/articles/${article.slug}`, `/categories/${article.category}`];

interface Answer {
  path: string;
  status: number;
  ms: number;
  stale: boolean;
  text: string;
}

async function request(address: string, init: RequestInit = {}): Promise<Answer> {
  const from = performance.now();
  const answer = await fetch(site.url + address, { redirect: "manual", ...init });
  const text = await answer.text();
  const stale = answer.headers.has("cache-status");
  return { path: address, status: answer.status, ms: performance.now() - from, stale, text };
}

const words = "Ces mots ne doivent pas se perdre.";
const origin = { origin: site.url };
const [member] = await signInMany(db, site.url, 1);
const form = formWith(await (await fetch(site.url + pages[1])).text(), "body");

/** Posts a comment as the page's form does: without a script, or by its script. */
function comment(byScript: boolean): Promise<Answer> {
  const body = new FormData();
  const prefix = byScript ? "_1_" : "";
  for (const [name, value] of [...form.fields, ["body", words] as const])
    if (!byScript || !name.startsWith("$")) body.append(prefix + name, value);
  if (byScript) body.append("0", '[{"status":"idle"},"$K1"]');
  const ofScript = { "next-action": actionId("postComment"), accept: "text/x-component" };
  const headers = { ...origin, ...member?.headers, ...(byScript ? ofScript : {}) };
  return request(pages[1] ?? "/", { method: "POST", body, headers });
}

function actionId(name: string): string {
  const file = path.join(buildFolder, actionManifestFile);
  const { node }: { node: Record<string, { exportedName?: string }> } = JSON.parse(readFileSync(file, "utf8"));
  const found = Object.entries(node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`The build has no action ${name}.`);
  return found[0];
}

/** Invalidates what a new comment invalidates. */
const announceComment = () =>
  invalidateTags(
    db,
    [...commentCacheTags.allViews({ id: article.id, slug: article.slug }), articleCacheTags.lists],
    "soon",
  );

function say(name: string, answers: Answer[]): void {
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  const counts = Object.entries(Object.groupBy(answers, ({ status, stale }) => `${status}${stale ? " stale" : ""}`));
  const summary = counts.map(([kind, some]) => `${some?.length} x ${kind}`).join(", ");
  console.log(`  ${name.padEnd(34)} ${summary}; ms p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`);
}

async function readFor(ms: number): Promise<Answer[]> {
  const until = performance.now() + ms;
  const answers: Answer[] = [];
  const read = async () => {
    for (let n = 0; performance.now() < until; n += 1) answers.push(await request(pages[n % pages.length] ?? "/"));
  };
  await Promise.all(Array.from({ length: readers }, read));
  return answers;
}

async function measure(name: string, take: () => Promise<void>, restore: () => Promise<void> | void): Promise<void> {
  console.log(name);
  for (let round = 0; round < 2; round += 1) for (const page of pages) await request(page);
  await announceComment();
  await take();
  const reading = readFor(outageMs);
  const ofMember = request(pages[1] ?? "/", { headers: { cookie: "vigie_hint=1" } });
  const initialAnswers = await Promise.all([comment(false), comment(true), request("/login")]);
  await sleep(outageMs / 2);
  const [plain, scripted] = await Promise.all([comment(false), comment(true)]);
  const login = await request("/login", {
    method: "POST",
    headers: { ...origin, "content-type": "application/x-www-form-urlencoded" },
    body: "email=ada%40example.org&password=hunter2hunter2",
  });
  const cold = [await request(`/articles/${article?.cold}`), await request("/login"), await request("/search?q=lune")];
  const probes = await Promise.all(["/healthz", "/servez", "/readyz"].map((address) => request(address)));
  say("finished pages", await reading);
  say("a member's page after the comment", [await ofMember]);
  say("forms and /login at its beginning", initialAnswers);
  say("pages never made", cold);
  say(`comment without script (text ${plain.text.includes(words) ? "given back" : "LOST"})`, [plain]);
  say(
    `comment by script (${/"code":"form\.unavailable"/.test(scripted.text) ? "says so" : scripted.text.slice(0, 80)})`,
    [scripted],
  );
  say(`sign-in (password ${login.text.includes("hunter2") ? "SENT BACK" : "not sent back"})`, [login]);
  console.log(`  ${probes.map(({ path: probe, status }) => `${probe} ${status}`).join(", ")}`);
  const from = performance.now();
  await restore();
  for (const address of [pages[1] ?? "/", "/login"]) {
    for (let answer = await request(address); answer.status !== 200 || answer.stale; answer = await request(address))
      await sleep(20);
    console.log(
      `  ${address} is back ${((performance.now() - from) / 1_000).toFixed(2)} s after the database was let go on`,
    );
  }
}

try {
  await measure(
    "Frozen (SIGSTOP)",
    () => database.freeze(),
    () => database.thaw(),
  );
  await measure(
    "Killed (SIGKILL)",
    () => database.kill(),
    () => database.restart(),
  );
} finally {
  await close();
  await site.stop();
  await handle.release();
  removeTestFolder(dataDir);
}
