import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { type Random, seeded, zipf } from "../cli/synthetic-corpus/random.ts";
import { type BenchMember, nextNetwork } from "./members.ts";
import type { MixedPlan, MixedResult } from "./mixed-run.ts";
import { FreshArticles, KindTimes } from "./mixed-times.ts";
import type { BenchRequest } from "./request-load.ts";
import { SecondClient } from "./second-client.ts";
import { isDone, WriteRequests } from "./write-requests.ts";

// `node mixed-load.ts PLAN`: generates the load of the mixed run in a process of its own, and prints a MixedResult. The
// load model is open: like readers, it sends requests at their time whether or not earlier ones are answered.

const plan: MixedPlan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const random = seeded(plan.seed);
const prose = makeProse(random);
const drawArticle = zipf(plan.articles.length, 1);
// Without a limit: no request may wait in the client for connections whose requests wait in the site.
const pool = new Pool(plan.site, { connections: null, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
const requests = await WriteRequests.open(plan.site, plan.articles[0] ?? "");
const secondClient = new SecondClient(plan.site, requests);
const fresh = new FreshArticles();
const times = new KindTimes();
const sample = { comments: [] as { article: string; id: number; author: number }[] };
let [turn, unknown, level] = [0, 0, 0];

const gzip = { "accept-encoding": "gzip" };
const article = () => plan.articles[drawArticle(random)] ?? "";
const inTurn = (members: readonly BenchMember[]) => {
  const member = members[turn++ % members.length];
  if (!member) throw new Error("The plan names no member.");
  return member;
};

/** Sends a request and records its time; resolves to the body where `isSuccess` needs it. */
async function send(
  kind: string | (() => string),
  { method = "GET", ...request }: BenchRequest,
  isSuccess?: (status: number, body: string) => boolean,
): Promise<string> {
  const at = level;
  const sent = performance.now();
  try {
    const answer = await pool.request({ method, ...request });
    const body = isSuccess ? await answer.body.text() : "";
    if (!isSuccess) await answer.body.dump();
    const accepted = isSuccess ? isSuccess(answer.statusCode, body) : answer.statusCode === 200;
    const name = typeof kind === "string" ? kind : kind();
    times.add(at, name, performance.now() - sent, accepted ? undefined : String(answer.statusCode));
    return accepted ? body : "";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    times.add(at, typeof kind === "string" ? kind : kind(), performance.now() - sent, code);
    return "";
  }
}

async function readPage(): Promise<void> {
  const draw = random.next();
  if (draw < 0.04) return void (await send("home", { path: "/", headers: { ...gzip, ...nextNetwork() } }));
  const slug = article();
  const discussion = draw < 0.1;
  const visit = fresh.visit(slug);
  const path = `/articles/${slug}${discussion ? "/comments" : ""}`;
  const name = discussion ? "discussion" : visit.isFinished ? "article, finished" : "article, after a change";
  await send(name, { path, headers: { ...gzip, ...nextNetwork() } });
  if (!discussion) visit.end();
}

async function readAsMember(): Promise<void> {
  const { headers } = inTurn(plan.members);
  const slug = article();
  await send("page, signed in", { path: `/articles/${slug}`, headers: { ...gzip, ...headers } });
  await send("/api/me", { path: `/api/me?article=${slug}`, headers: { ...gzip, ...headers } });
}

async function comment(): Promise<void> {
  const author = turn % plan.members.length;
  const member = inTurn(plan.members);
  const slug = article();
  const token = `jalon${plan.seed.toString(36)}x${turn.toString(36)}`;
  const ended = fresh.write(slug);
  const body = await send(
    "comment",
    requests.commentByScript(member, slug, `${prose.paragraph(random, 30)} ${token}`),
    isDone,
  );
  ended();
  const id = Number(/"id":(\d+)/.exec(body)?.[1]);
  if (!id || body.includes('"visible":false')) return;
  sample.comments.push({ article: slug, id, author });
  if (sample.comments.length > 500) sample.comments.shift();
  await secondClient.watch({ article: slug, id, token, author: member, mayDelete: random.next() < 0.3 }, () =>
    fresh.write(slug),
  );
}

async function vote(): Promise<void> {
  const slug = article();
  const ended = fresh.write(slug);
  await send("vote", requests.vote(inTurn(plan.members), slug, 1 + random.whole(5)), isDone);
  ended();
}

async function react(): Promise<void> {
  const index = turn % plan.members.length;
  const found = sample.comments[random.whole(Math.max(1, sample.comments.length))];
  const member = inTurn(plan.members);
  // Nobody may react to their own comment.
  if (!found || found.author === index) return vote();
  const ended = fresh.write(found.article);
  // A comment that was deleted meanwhile is a correct refusal.
  await send("reaction", requests.reaction(member, found.article, found.id, true), (status) => status === 200);
  ended();
}

async function readAsStaff(): Promise<void> {
  const draw = random.whole(3);
  const { headers } = inTurn(draw === 0 ? plan.moderators : plan.editors);
  const path = draw === 0 ? "/admin/moderation" : draw === 1 ? "/admin/articles" : random.pick(plan.editorPages);
  await send("staff page", { path, headers: { ...gzip, ...headers } });
}

async function askUnknown(): Promise<void> {
  const path = `/articles/mixed-${plan.seed.toString(36)}-${unknown++}`;
  await send("unknown address", { path, headers: { ...gzip, ...nextNetwork() } }, (status) => status === 404);
}

function act(draw: Random): Promise<void> {
  const share = draw.next();
  if (share < 0.8) return readPage();
  if (share < 0.92) return readAsMember();
  if (share < 0.96) return comment();
  if (share < 0.967) return vote();
  if (share < 0.97) return react();
  return share < 0.99 ? askUnknown() : readAsStaff();
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const cpu = process.cpuUsage();
const began = performance.now();
const running = new Set<Promise<void>>();
let due = 0;
let sent = 0;
for (;;) {
  const elapsed = (performance.now() - began) / 1_000;
  if (elapsed >= plan.seconds) break;
  level = Math.min(plan.levels.length - 1, Math.floor((elapsed / plan.seconds) * plan.levels.length));
  const rate = plan.eventsPerSecond * (plan.levels[level] ?? 1);
  // After a delay the generator catches up on at most 50 ms, so that it does not send a burst.
  const lag = Math.min(elapsed - due, 0.05);
  due = elapsed;
  sent += lag * rate;
  for (; sent >= 1; sent -= 1) {
    const action: Promise<void> = act(random).finally(() => running.delete(action));
    running.add(action);
  }
  await sleep(1);
}
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - began) / 1_000;
delay.disable();
await Promise.race([Promise.allSettled(running), sleep(20_000)]);
const result: MixedResult = {
  seconds,
  kinds: times.summary(plan.seconds),
  levels: plan.levels.map((share, at) => ({ share, kinds: times.summaryOf(at, plan.seconds / plan.levels.length) })),
  unanswered: running.size,
  staleness: secondClient.summary(),
  generator: {
    processorShare: (used.user + used.system) / 1_000 / (seconds * 1_000),
    delayP99: delay.percentile(99) / 1e6,
  },
};
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
