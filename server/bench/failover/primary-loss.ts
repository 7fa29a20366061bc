import { request as openRequest } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "#db/client.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { PatroniCluster } from "#server/testing/cluster/patroni-cluster.ts";
import { migrateWith, startSharedServices } from "#server/testing/cluster/shared-services.ts";
import { startSiteNodes } from "#server/testing/cluster/site-nodes.ts";
import { startHaproxy, startPgbouncer } from "#server/testing/cluster/system-programs.ts";
import { createTestFolder, removeTestFolder } from "#server/testing/temporary-postgres.ts";
import { signInMembersWith } from "../members.ts";
import { type BenchRequest, percentile } from "../request-load.ts";
import { isDone, WriteRequests } from "../write-requests.ts";
import { countFailed, listFailed, startSteadyRequests } from "./steady-requests.ts";

interface Options {
  program: string;
  /** Clients that are killed in the middle of a request, and try again with the same form. */
  kills: number;
  /** How often the primary is lost. */
  losses: number;
  writers: number;
  /** Whether the nodes render from the standbys. */
  hasReplicas: boolean;
  say(line: string): void;
}

const articleCount = 60;
/** Between two attempts of a client (ms). */
const retryPauseMs = 200;
const writesPerMember = 4;

interface Loss {
  killed: number;
  promoted: number;
}

/** A request that ends with the client after this time (ms), or with its response. */
function sendUntil(origin: string, { path: address, method, headers, body }: BenchRequest, killAfterMs?: number) {
  return new Promise<{ status: number; body: string } | undefined>((resolve) => {
    const sent = openRequest(origin + address, { method, headers, agent: false, timeout: 60_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.once("error", () => resolve(undefined));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.once("close", () => resolve(undefined));
    });
    const kill = () => {
      sent.destroy();
      resolve(undefined);
    };
    const timer = killAfterMs === undefined ? undefined : setTimeout(kill, killAfterMs);
    sent.once("close", () => clearTimeout(timer));
    sent.once("timeout", kill);
    sent.once("error", () => resolve(undefined));
    sent.end(body);
  });
}

/**
 * Loses the primary of the documented cluster while members comment through HAProxy, two nodes and PgBouncer. Counts the
 * comments that were acknowledged and are missing, and those that exist twice.
 */
export async function measurePrimaryLoss({ program, kills, losses: lossCount, writers, hasReplicas, say }: Options) {
  const folder = createTestFolder();
  const closers: (() => Promise<unknown>)[] = [async () => removeTestFolder(folder)];
  try {
    const cluster = await PatroniCluster.start(path.join(folder, "patroni"), say);
    if (!cluster) throw new OperatorError("The loss of a primary needs Patroni, etcd and PostgreSQL 17.");
    closers.push(() => cluster.stop());
    // As on a machine of its own: the nodes' ports are not known yet.
    const databaseProxy = await startHaproxy(
      { folder: path.join(folder, "database-proxy"), say },
      { ports: [9], databaseNetwork: cluster.network },
    );
    if (!databaseProxy) throw new OperatorError("The loss of a primary needs HAProxy.");
    closers.push(() => databaseProxy.process.stop());
    const directUrl = cluster.urlAt(databaseProxy.primaryPort);
    const pooler = await startPgbouncer({ folder: path.join(folder, "pgbouncer"), say }, directUrl);
    if (!pooler) throw new OperatorError("The loss of a primary needs PgBouncer.");
    closers.push(() => pooler.process.stop());
    const services = await startSharedServices();
    closers.push(() => services.close());
    say("Migrating …");
    await migrateWith(program, directUrl, folder);
    const site = await startSiteNodes({
      ...{ count: 2, folder, databaseUrl: cluster.urlAt(pooler.port), siteUrl: "http://127.0.0.1:1", program },
      env: () => ({
        ...services.env,
        DATABASE_DIRECT_URL: directUrl,
        ...(hasReplicas && {
          DATABASE_REPLICA_URLS: cluster.machines.map(({ address }) => cluster.urlAt(5432, address)).join(" "),
        }),
      }),
    });
    closers.push(() => site.stop());
    const balancer = await startHaproxy(
      { folder: path.join(folder, "haproxy"), say },
      { ports: site.nodes.map(({ port }) => port), databaseNetwork: cluster.network },
    );
    if (!balancer) throw new OperatorError("The loss of a primary needs HAProxy.");
    closers.push(() => balancer.process.stop());
    const origin = `http://127.0.0.1:${balancer.port}`;
    const { db, sql, close } = connect(directUrl, { max: 4 });
    closers.push(close);

    for (const key of ["discussion.slowFrom", "discussion.premoderateFrom", "moderation.repeatHours"] as const)
      await setSetting(db, key, 0);
    await setSetting(db, "comments.newcomer", 0);
    const slugs = Array.from({ length: articleCount }, (_, n) => `banc-${n}`);
    for (const [n, slug] of slugs.entries())
      await upsertArticle(db, {
        ...{ slug, status: "published", title: `Article ${n}`, lead: "Un article du banc.", bodyHtml: "<p>Texte.</p>" },
        publishedAt: new Date(Date.now() - n * 60_000),
      });
    const members = await signInMembersWith(db, site.secrets.auth, Math.ceil((kills * 2) / writesPerMember) + 200);
    const addresses = [
      "/",
      ...slugs.slice(0, 20).flatMap((slug) => [`/articles/${slug}`, `/articles/${slug}/comments`]),
    ];
    for (const node of site.nodes) for (const address of addresses) await fetch(node.url + address);
    const requests = await WriteRequests.open(origin, slugs[0] ?? "", path.join(program, ".next"));
    say("Comments are being written.");

    const losses: Loss[] = [];
    const acknowledged: { token: string; at: number; ms: number }[] = [];
    const refusals = new Map<string, number>();
    const unanswered: number[] = [];
    const durations: number[] = [];
    let [begun, killed, isOver] = [0, 0, false];
    const writer = async (own: number) => {
      for (let n = own; !isOver; n += writers) {
        const member = members[n % members.length];
        if (!member) return;
        const token = `ecrit${begun++}fin`;
        const slug = slugs[begun % slugs.length] ?? "";
        // The same form each time: it carries the key that makes repeated requests one comment.
        const request = requests.commentByScript(member, slug, `Un commentaire de ce banc, ${token}.`);
        const began = performance.now();
        let isToBeKilled = Math.random() < 0.6;
        for (;;) {
          const sent = performance.now();
          // Anywhere between the connection and a little after the usual response.
          const usual =
            percentile(
              durations.slice(-50).toSorted((a, b) => a - b),
              0.9,
            ) || 200;
          const answer = await sendUntil(origin, request, isToBeKilled ? Math.random() * usual * 1.1 : undefined);
          if (answer && isDone(answer.status, answer.body)) {
            durations.push(performance.now() - sent);
            acknowledged.push({ token, at: performance.now(), ms: performance.now() - began });
            break;
          }
          if (isToBeKilled && !answer) killed += 1;
          else {
            const why = answer ? `${answer.status} ${/"code":"([^"]*)"/.exec(answer.body)?.[1] ?? ""}` : "no response";
            refusals.set(why, (refusals.get(why) ?? 0) + 1);
            // A rule refused it: another one instead.
            if (answer?.status === 200 && !answer.body.includes("form.unavailable")) break;
            unanswered.push(performance.now());
          }
          isToBeKilled = false;
          await sleep(retryPauseMs);
        }
      }
    };
    const writing = Array.from({ length: writers }, (_, n) => writer(n));
    const failedReads: { at: number; address: string; title: string }[] = [];
    const readers = startSteadyRequests(origin, {
      ...{ rate: 50, addresses },
      onAnswer({ address, status, body, sent }) {
        const title = /<(?:title|h1)\b[^>]*>([^<]*)/.exec(body)?.[1] ?? body.slice(0, 200);
        if (status !== 200) failedReads.push({ at: sent, address, title });
      },
    });
    try {
      while (losses.length < lossCount) {
        const share = (losses.length + 0.5) / lossCount;
        while (killed < kills * share) await sleep(50);
        await cluster.waitForStandby();
        const primary = await cluster.findPrimary();
        const loss = { killed: performance.now(), promoted: Number.NaN };
        await primary.kill();
        say(`${primary.name} is lost after ${acknowledged.length} comments and ${killed} killed clients.`);
        const next = await cluster.findPrimary();
        loss.promoted = performance.now();
        losses.push(loss);
        say(`${next.name} is the primary after ${((loss.promoted - loss.killed) / 1_000).toFixed(1)} s.`);
        await sleep(8_000);
        await primary.start();
        await cluster.waitForStandby();
        say(`${primary.name} is a standby again.`);
      }
      while (killed < kills) await sleep(50);
    } finally {
      isOver = true;
      await Promise.all(writing);
      await readers.end();
    }

    const stored = await sql<{ body: string; count: number }[]>`
      select body_source as body, count(*)::int as count from comments group by body_source`;
    const counts = new Map(stored.map(({ body, count }) => [/ecrit\d+fin/.exec(body)?.[0] ?? "", count]));
    return {
      acknowledged: acknowledged.length,
      killedClients: killed,
      lost: acknowledged.filter(({ token }) => !counts.has(token)).length,
      doubled: [...counts.values()].filter((count) => count > 1).length,
      losses: losses.map(({ killed: from, promoted }, n) => {
        const until = Math.min(promoted + 60_000, losses[n + 1]?.killed ?? Number.POSITIVE_INFINITY);
        const first = acknowledged.find(({ at }) => at > promoted);
        const failures = unanswered.filter((at) => at > from && at < until);
        return {
          promotedAfterMs: promoted - from,
          /** From the promotion to the first comment that was acknowledged, and to the last attempt that failed. */
          firstWriteMs: (first?.at ?? Number.NaN) - promoted,
          lastFailureMs: (failures.at(-1) ?? promoted) - promoted,
        };
      }),
      refusals: Object.fromEntries(refusals),
      readers: {
        requests: readers.done + countFailed(readers),
        failed: countFailed(readers),
        why: listFailed(readers),
      },
      failedReads: failedReads.map(({ at, ...read }) => ({
        ...read,
        /** Since each loss before it, and since the promotion that followed. */
        ms: losses
          .filter(({ killed: from }) => from < at)
          .map(({ killed: from, promoted }) => [at - from, at - promoted].map(Math.round)),
      })),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
