import { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { eq } from "drizzle-orm";
import { articles } from "#db/schema/articles.ts";
import { addComments } from "#features/comments/mutations.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { sayError } from "#lib/operator-error.ts";
import type { SiteNode } from "../testing/cluster/site-nodes.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { root } from "./child-process.ts";
import { openClusterSite } from "./cluster-site.ts";
import { figure, type Row, table } from "./report.ts";

const usage = `node --conditions=react-server server/bench/cluster-renders.ts [options]

Counts how often one change makes several nodes render a page that readers request of each of them all the time, from
each node's /metrics.

  --nodes N         (default 4)
  --changes N       of each kind (default 20)
  --valkey          with a Valkey
  --program FOLDER  a built program (default: this one, built if needed)
  --port N          of the balancer; those of the nodes follow (default: free ones)
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Between two requests of a reader (ms). */
const readerPauseMs = 20;
/** After this time no page is rendered again because of the change (ms): longer than an addition may be missing. */
const settleMs = 2_500;

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "4" },
    changes: { type: "string", default: "20" },
    valkey: { type: "boolean", default: false },
    program: { type: "string", default: root },
    port: { type: "string", default: "0" },
    help: { type: "boolean", default: false },
  },
});

/** Reads how many pages a node has rendered. */
async function countRenders(node: SiteNode, token: string): Promise<number> {
  const response = await fetch(`${node.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const found = /^\w*render_duration_seconds_count(?:\{[^}]*\})? (\d+)/m.exec(await response.text())?.[1];
  if (found === undefined) throw new Error(`${node.name} has no count of renders (${response.status}).`);
  return Number(found);
}

async function main(): Promise<void> {
  if (values.help) return say(usage);
  const options = { nodes: Number(values.nodes), port: Number(values.port), program: path.resolve(values.program) };
  const site = await openClusterSite({ ...options, valkey: values.valkey, say }, 3);
  const { db, cluster } = site;
  const { nodes, secrets } = cluster;
  let isOver = false;
  try {
    const [slug = ""] = site.slugs;
    const address = `/articles/${slug}`;
    const [article] = await db.select({ id: articles.id }).from(articles).where(eq(articles.slug, slug));
    if (!article) throw new Error(`There is no article ${slug}.`);
    const read = async (node: SiteNode) => (await fetch(node.url + address)).text();
    const readers = nodes.flatMap((node) =>
      [0, 1].map(async () => {
        while (!isOver) {
          await read(node).catch(() => {});
          await sleep(readerPauseMs);
        }
      }),
    );
    const count = async () =>
      (await Promise.all(nodes.map((node) => countRenders(node, secrets.metrics)))).reduce((sum, one) => sum + one, 0);
    const changes: Record<string, (token: string) => Promise<unknown>> = {
      "correction (now)": (token) =>
        db.transaction((tx) => addCorrection(tx, article.id, null, { kind: "correction", note: token })),
      "comment (soon)": (token) =>
        addComments(db, article.id, [
          {
            ...{ key: token, status: "visible", authorName: "Banc", createdAt: new Date() },
            ...{ bodySource: token, bodyHtml: `<p>${token}</p>` },
          },
        ]),
    };
    const rows: Row[] = [];
    for (const [name, change] of Object.entries(changes)) {
      await sleep(settleMs);
      const before = await count();
      await sleep(settleMs);
      const atRest = (await count()) - before;
      const [renders, began]: [number[], number] = [[], performance.now()];
      for (let n = 0; n < Number(values.changes); n += 1) {
        const from = await count();
        const token = `rendu${name.length}x${n}.`;
        await change(token);
        for (const node of nodes) await waitUntil(token, async () => (await read(node)).includes(token));
        await sleep(settleMs);
        renders.push((await count()) - from);
      }
      const mean = renders.reduce((sum, one) => sum + one, 0) / renders.length;
      const seconds = (performance.now() - began) / 1_000;
      rows.push([name, figure(mean, 2), figure(Math.max(...renders)), figure(atRest), figure(seconds)]);
    }
    isOver = true;
    await Promise.all(readers);
    const cache = cluster.valkey ? "with Valkey" : "without Valkey";
    const title = `${values.changes} changes on ${nodes.length} nodes ${cache}, load ${figure(loadavg()[0], 1)}: renders of all nodes`;
    say(table(title, ["change", "per change", "highest", "without a change", "seconds"], rows));
  } finally {
    isOver = true;
    await site.close();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
