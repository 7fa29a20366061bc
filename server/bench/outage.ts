import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { openDatabaseOutage } from "../testing/temporary-postgres.ts";
import type { Bench } from "./context.ts";
import { type BenchMember, signInMembers } from "./members.ts";
import { type BenchRequest, percentile } from "./request-load.ts";
import { WriteRequests } from "./write-requests.ts";

const outageMs = 10_000;
const readers = 8;
const words = "Ces mots ne doivent pas se perdre.";

interface Answer {
  status: number;
  ms: number;
  stale: boolean;
  text: string;
}

interface Subject {
  id: number;
  slug: string;
  category: string;
  /** Another article, whose page was never rendered. */
  cold: string;
}

/**
 * Freezes and then kills the database of a running site, and prints what readers and writers get meanwhile. Resolves to
 * the seconds until pages and forms worked again after each.
 */
export async function measureOutage(bench: Bench): Promise<Record<string, number>> {
  const handle = await acquirePostgres({ dataDir: bench.dataDir });
  const database = openDatabaseOutage(handle.url, bench.dataDir);
  const [article] = await bench.db.execute<Subject & Record<string, unknown>>(sql`
    select a.id, a.slug, c.slug as category, (
      select slug from articles where status = 'published' and id <> a.id order by published_at limit 1) as cold
    from articles a join article_categories j on j.article_id = a.id join categories c on c.id = j.category_id
    where a.status = 'published' and a.comment_policy = 'open' order by a.published_at desc limit 1`);
  const [member] = await signInMembers(bench.db, bench.dataDir, 1);
  if (!article || !member) throw new Error("No article is open for comments.");
  const outage = new Outage(bench, article, member, await WriteRequests.open(bench.site.url, article.slug));
  try {
    return {
      frozen: await outage.measure(
        "Frozen (SIGSTOP)",
        () => database.freeze(),
        () => database.thaw(),
      ),
      killed: await outage.measure(
        "Killed (SIGKILL)",
        () => database.kill(),
        () => database.restart(),
      ),
    };
  } finally {
    await handle.release();
  }
}

class Outage {
  readonly #bench: Bench;
  readonly #article: Subject;
  readonly #member: BenchMember;
  readonly #writes: WriteRequests;
  readonly #pages: string[];

  constructor(bench: Bench, article: Subject, member: BenchMember, writes: WriteRequests) {
    this.#bench = bench;
    this.#article = article;
    this.#member = member;
    this.#writes = writes;
    this.#pages = ["/", `/articles/${article.slug}`, `/categories/${article.category}`];
  }

  async measure(name: string, take: () => Promise<void>, restore: () => Promise<void> | void): Promise<number> {
    const { say } = this.#bench;
    const page = `/articles/${this.#article.slug}`;
    say(name);
    for (let round = 0; round < 2; round += 1) for (const path of this.#pages) await this.#request({ path });
    await this.#announceComment();
    await take();
    const reading = this.#readFor(outageMs);
    const ofMember = this.#request({ path: page, headers: this.#member.headers });
    const first = await Promise.all([this.#comment(false), this.#comment(true), this.#request({ path: "/login" })]);
    await sleep(outageMs / 2);
    const [plain, scripted] = await Promise.all([this.#comment(false), this.#comment(true)]);
    const login = await this.#request({
      method: "POST",
      path: "/login",
      headers: { origin: this.#bench.site.url, "content-type": "application/x-www-form-urlencoded" },
      body: "email=ada%40example.org&password=hunter2hunter2",
    });
    const cold = [`/articles/${this.#article.cold}`, "/login", "/search?q=lune"];
    const unrendered = await Promise.all(cold.map((path) => this.#request({ path })));
    const probes = ["/healthz", "/servez", "/readyz"];
    const probed = await Promise.all(probes.map((path) => this.#request({ path })));
    this.#print("finished pages", await reading);
    this.#print("a member's page after the comment", [await ofMember]);
    this.#print("forms and /login at the beginning", first);
    this.#print("pages never rendered", unrendered);
    this.#print(`comment by form (text ${plain.text.includes(words) ? "returned" : "LOST"})`, [plain]);
    const says = scripted.text.includes('"code":"form.unavailable"')
      ? "refused with a reason"
      : scripted.text.slice(0, 80);
    this.#print(`comment by script (${says})`, [scripted]);
    this.#print(`sign-in (password ${login.text.includes("hunter2") ? "RETURNED" : "not returned"})`, [login]);
    say(`  ${probes.map((probe, at) => `${probe} ${probed[at]?.status}`).join(", ")}`);
    const from = performance.now();
    await restore();
    for (const path of [page, "/account"]) {
      const back = (answer: Answer) => answer.status === 200 && !answer.stale;
      while (!back(await this.#request({ path, headers: path === "/account" ? this.#member.headers : {} })))
        await sleep(20);
    }
    const seconds = (performance.now() - from) / 1_000;
    say(`  pages and forms work ${seconds.toFixed(2)} s after the database was restored`);
    return seconds;
  }

  async #request({ path, ...init }: BenchRequest): Promise<Answer> {
    const from = performance.now();
    const answer = await fetch(this.#bench.site.url + path, { ...init, redirect: "manual" });
    const text = await answer.text();
    const stale = answer.headers.has("cache-status");
    return { status: answer.status, ms: performance.now() - from, stale, text };
  }

  /** Posts a comment as the page's form does, by its script or without one. */
  #comment(byScript: boolean): Promise<Answer> {
    const { slug } = this.#article;
    return this.#request(
      byScript
        ? this.#writes.commentByScript(this.#member, slug, words)
        : this.#writes.commentByForm(this.#member, slug, words),
    );
  }

  /** Invalidates what a new comment invalidates. */
  #announceComment(): Promise<void> {
    return invalidateTags(
      this.#bench.db,
      [...commentCacheTags.allViews(this.#article), articleCacheTags.lists],
      "soon",
    );
  }

  async #readFor(ms: number): Promise<Answer[]> {
    const until = performance.now() + ms;
    const answers: Answer[] = [];
    const read = async () => {
      for (let n = 0; performance.now() < until; n += 1)
        answers.push(await this.#request({ path: this.#pages[n % this.#pages.length] ?? "/" }));
    };
    await Promise.all(Array.from({ length: readers }, read));
    return answers;
  }

  #print(name: string, answers: Answer[]): void {
    const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const at = (share: number) => percentile(times, share).toFixed(1);
    const counts = Object.entries(Object.groupBy(answers, ({ status, stale }) => `${status}${stale ? " stale" : ""}`));
    const summary = counts.map(([kind, some]) => `${some?.length} x ${kind}`).join(", ");
    this.#bench.say(`  ${name.padEnd(34)} ${summary}; ms p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`);
  }
}
