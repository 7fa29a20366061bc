import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { openBrowser } from "./browser.ts";
import { root } from "./child-process.ts";
import type { Bench, SectionResult } from "./context.ts";
import { measureLiveEvents } from "./live-events.ts";
import { measureNextPage, type NextPageFigures } from "./next-page.ts";
import { type Budget, figure, kilobytes, listExceeded, type Row, table } from "./report.ts";
import { type InBrowser, measureEndurance, measureInBrowser, measureWriteImpact, pageKinds } from "./sections.ts";

/** The article's page while comments arrive. */
export async function writesSection({ db, site, article, options, say }: Bench): Promise<SectionResult> {
  const page = `${site.url.replace("localhost", "127.0.0.1")}/articles/${article}`;
  const figures = await measureWriteImpact(db, page, options.pace);
  const { withoutWrites, duringWrites, comments, seen } = figures;
  const rows: Row[] = [
    ["at rest", figure(withoutWrites.rate), "1.00", figure(withoutWrites.p99, 2)],
    [
      "with comments",
      ...[figure(duringWrites.rate), figure(duringWrites.rate / withoutWrites.rate, 2), figure(duringWrites.p99, 2)],
    ],
  ];
  say(table(`Article page while ${comments} comments were added`, ["", "requests/s", "ratio", "p99 ms"], rows));
  say(`Seen by a second client after ${figure(seen.median)} ms (median), ${figure(seen.worst)} ms at worst.`);
  return { figures };
}

/** Event streams. */
export async function liveSection({ db, site, article, options, say }: Bench): Promise<SectionResult> {
  const figures = await measureLiveEvents(db, site, article, options.streams);
  const { connections, refused, memory, median, p99, worst, comments } = figures;
  const row: Row = [
    `${connections} open`,
    ...[figure(refused), figure(memory, 1), figure(median), figure(p99), figure(worst)],
  ];
  say(
    table(
      `From the commit of a comment to each reader (${comments} comments)`,
      ["streams", "refused", "KB each", "median ms", "p99 ms", "worst ms"],
      [row],
    ),
  );
  return { figures };
}

/** Memory and files after load. */
export async function memorySection({ site, article, dataDir, options, say }: Bench): Promise<SectionResult> {
  const page = `${site.url.replace("localhost", "127.0.0.1")}/articles/${article}`;
  const figures = await measureEndurance(site, page, dataDir, options.minutes, options.unknown);
  const { before, after, files, statuses } = figures;
  const answers = Object.entries(statuses)
    .map(([status, count]) => `${count} times ${status}`)
    .join(", ");
  say(
    `Unknown addresses and query strings (${answers}): ${figure(before)} MB → ${figure(after)} MB, ${files} new files.`,
  );
  return { figures, over: files > 0 ? [`over budget: unknown addresses left ${files} files`] : [] };
}

/** The figures that `server/bench/newsletter.ts` prints. */
interface NewsletterFigures {
  sent: number;
  twice: number;
  threadMsPerMail: number;
  perSecond: number;
  heapMbFirstQuarter: number;
  heapMbLastQuarter: number;
  rssMbLast: number;
  p99Quiet: number;
  p99During: number;
}

/** Seconds over which the mails are spread, as long as the article's page is measured meanwhile. */
const newsletterSeconds = 20;

/** An issue sent by a thread of another process, with a mail server and a PostgreSQL of its own, beside the article's page. */
export async function newsletterSection({ site, article, options, say }: Bench): Promise<SectionResult> {
  const page = `${site.url.replace("localhost", "127.0.0.1")}/articles/${article}`;
  const rate = Math.max(1, Math.ceil(options.subscribers / newsletterSeconds));
  const script = path.join(root, "server/bench/newsletter.ts");
  const args = [script, String(options.subscribers), String(6 * newsletterSeconds), page, String(rate)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const figures: NewsletterFigures = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const { sent, twice, threadMsPerMail, perSecond, heapMbFirstQuarter, heapMbLastQuarter, rssMbLast } = figures;
  const row: Row = [
    figure(sent),
    figure(threadMsPerMail, 2),
    `${figure(perSecond)} of ${figure(rate)}`,
    `${figure(heapMbFirstQuarter)} → ${figure(heapMbLastQuarter)}`,
    ...[figure(rssMbLast), figure(figures.p99Quiet, 2), figure(figures.p99During, 2)],
  ];
  say(
    table(
      "An issue sent beside readers of the article's page",
      ["mails", "ms per mail", "a second", "heap MB", "RSS MB", "p99 ms quiet", "p99 ms meanwhile"],
      [row],
    ),
  );
  return { figures, over: twice > 0 ? [`over budget: ${twice} addresses got the issue twice`] : [] };
}

/** Weight and vitals in a browser. */
export async function browserSection({ site, article, say }: Bench): Promise<SectionResult> {
  const local = `${site.url}/articles/${article}`;
  const figures = await measureInBrowser(await pageKinds(site.url, local), local, say);
  say(weightTable(figures));
  const { lcp, cls, tbt, longestBefore, hydrated, inp } = figures.vitals;
  const row: Row = [
    "article",
    ...[figure(lcp), figure(cls, 3), figure(tbt), figure(longestBefore), figure(hydrated), figure(inp)],
  ];
  say(
    table(
      "On a slow phone (1.6 Mbit/s, 150 ms, CPU ÷ 4)",
      ["page", "LCP ms", "CLS", "TBT ms", "longest task before paint", "hydrated ms", "INP ms"],
      [row],
    ),
  );
  say(nextPageTable(figures.next));
  return { figures, over: listExceeded(budgetsOf(figures)) };
}

/** The next page of a visit: a link from the home page followed on a slow phone. */
function nextPageTable({ prerendered, prefetched, requested, ratio }: NextPageFigures): string {
  const rows: Row[] = [
    [`prerendered (${kilobytes(prerendered.bytes)} KB)`, "", figure(prerendered.fcp), figure(prerendered.lcp)],
    ...Object.entries({ prefetched, requested }).map(
      ([name, { response, fcp, lcp }]): Row => [name, figure(response), figure(fcp), figure(lcp)],
    ),
    ["prerendered, of requested", "", figure(ratio.prerendered, 2)],
    ["prefetched, of requested", "", figure(ratio.prefetched, 2)],
  ];
  return table("From the home page to an article on the same phone", ["", "response ms", "FCP ms", "LCP ms"], rows);
}

/** The next page alone: `npm run bench -- next-page`. */
export async function nextPageSection({ site, options, say }: Bench): Promise<SectionResult> {
  const browser = await openBrowser(say);
  try {
    const figures = await measureNextPage(browser, `${site.url}/`, options.pace.rounds);
    say(nextPageTable(figures));
    return { figures, over: listExceeded([{ name: "layout shift", value: figures.cls, max: 0, unit: "" }]) };
  } finally {
    await browser.close();
  }
}

function weightTable({ weights }: InBrowser): string {
  const rows = Object.entries(weights).map(([kind, { before, after }]): Row => {
    const { html, css, js, font, image } = before;
    return [
      kind,
      ...[html, css, js, font, image].map(kilobytes),
      figure(before.requests),
      kilobytes(after.js),
      figure(after.requests),
    ];
  });
  const head: Row = ["page", "HTML", "CSS", "JS", "fonts", "images", "requests", "JS after intent", "requests"];
  return table("Weight on the wire, KB (390 px, before the reader does anything)", head, rows);
}

/** Budgets for what does not depend on the machine (docs/benchmarks.md). */
function budgetsOf({ weights, vitals }: InBrowser): Budget[] {
  const budgets: Budget[] = [{ name: "layout shift of the article page", value: vitals.cls, max: 0, unit: "" }];
  for (const [kind, { before, after }] of Object.entries(weights)) {
    budgets.push({ name: `JavaScript before intent (${kind})`, value: before.js / 1_024, max: 0, unit: "KB" });
    budgets.push({ name: `JavaScript after intent (${kind})`, value: after.js / 1_024, max: 150, unit: "KB" });
    budgets.push({ name: `HTML (${kind})`, value: before.html / 1_024, max: 25, unit: "KB" });
  }
  const article = weights.article?.before;
  if (article) {
    const text = article.html + article.css + article.js + article.font;
    budgets.push({ name: "article page without pictures", value: text / 1_024, max: 110, unit: "KB" });
    budgets.push({ name: "requests of it", value: article.pageRequests, max: 6, unit: "" });
  }
  return budgets;
}
