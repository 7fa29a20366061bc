import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { hostileFeeds } from "#lib/feed/hostile-feeds-testing.ts";
import { type FeedCandidate, listCandidates, ours } from "./feed-candidates.ts";
import { isAnswerRight, readExpectations } from "./feed-expectations.ts";

/**
 * Compares parsers of feeds: how many known answers of a corpus they give, their CPU time, and what they do with
 * damaged documents. The others are not dependencies; a folder that has them is named by FEED_CANDIDATES:
 *
 *     npm install --prefix /tmp/candidates feedsmith@3.0.1 @rowanmanning/feed-parser@2.1.5 rss-parser@3.13.0
 *     FEED_CANDIDATES=/tmp/candidates FEED_CORPUS=…/feedparser/tests FEED_SAMPLES=… node server/bench/feed-parsers.ts [-v]
 *
 * FEED_CORPUS are the tests of the Python library feedparser (folders `wellformed`, `illformed`, `encoding`), whose
 * headers name the right answers; FEED_SAMPLES is a folder of real feeds. `-v` prints what ours answers wrongly.
 */
async function tryRead(candidate: FeedCandidate, bytes: Uint8Array, url = "https://feed.example/", contentType = "") {
  try {
    return await candidate.read(bytes, url, contentType);
  } catch {
    return undefined;
  }
}

async function compareAnswers(candidates: FeedCandidate[], corpus: string): Promise<void> {
  for (const folder of ["wellformed", "illformed", "encoding"]) {
    const cases = readdirSync(path.join(corpus, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".xml") && !file.includes("sanitize"))
      .flatMap((file) => {
        const bytes = readFileSync(path.join(corpus, folder, file));
        const found = readExpectations(bytes);
        return found ? [{ file, bytes, ...found }] : [];
      });
    for (const candidate of candidates) {
      let right = 0;
      for (const { file, bytes, expectations, url, contentType } of cases) {
        const answer = await tryRead(candidate, bytes, url, contentType);
        const wrong = expectations.find((expectation) => !answer || !isAnswerRight(answer, expectation));
        if (!wrong) right += 1;
        else if (candidate === ours && process.argv.includes("-v")) {
          const given =
            answer && (wrong.item ? answer.items[0]?.[wrong.field as "title"] : answer[wrong.field as "title"]);
          console.log(
            `  ${folder}/${file}: ${wrong.field} ${JSON.stringify(wrong.value)}, not ${JSON.stringify(given)}`,
          );
        }
      }
      console.log(`${folder.padEnd(12)} ${candidate.name.padEnd(28)} ${right} of ${cases.length} right`);
    }
  }
}

async function compareTimes(candidates: FeedCandidate[], samples: string): Promise<void> {
  const documents = readdirSync(samples).map((file) => readFileSync(path.join(samples, file)));
  const megabytes = documents.reduce((sum, { length }) => sum + length, 0) / 1_000_000;
  for (const candidate of candidates) {
    const rounds = 30;
    for (let round = 0; round < 5; round += 1) for (const bytes of documents) await tryRead(candidate, bytes);
    const before = process.threadCpuUsage();
    for (let round = 0; round < rounds; round += 1) for (const bytes of documents) await tryRead(candidate, bytes);
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1_000 / rounds;
    const readable = (await Promise.all(documents.map((bytes) => tryRead(candidate, bytes)))).filter(Boolean).length;
    let cut = 0;
    for (const bytes of documents)
      if ((await tryRead(candidate, bytes.subarray(0, bytes.length * 0.9)))?.items.length) cut += 1;
    console.log(
      `${candidate.name.padEnd(28)} ${(ms / megabytes).toFixed(0).padStart(6)} ms of CPU per MB, reads ${readable} of ${documents.length} feeds, ${cut} of them cut at nine tenths`,
    );
  }
}

/** Characters of a hostile document, the CPU time that it may take, and the heap of the thread that parses it. */
const hostileLength = 1_000_000;
const hostileTimeoutMs = 5_000;
const hostileHeapMb = 256;

/** What becomes of a hostile document: an answer or an error in time, or the end of the thread. */
function parseInThread(candidate: number, document: number): Promise<number | "memory or time"> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL(import.meta.url), {
      workerData: { candidate, document },
      resourceLimits: { maxOldGenerationSizeMb: hostileHeapMb },
    });
    const timer = setTimeout(() => void thread.terminate(), 4 * hostileTimeoutMs);
    thread.on("message", (ms: number) => resolve(ms));
    thread.on("error", () => undefined);
    thread.on("exit", () => {
      clearTimeout(timer);
      resolve("memory or time");
    });
  });
}

async function compareHostile(candidates: FeedCandidate[]): Promise<void> {
  const documents = hostileFeeds(10).map(([what]) => what);
  for (const [number, { name }] of candidates.entries()) {
    let slowest: [number, string] = [0, ""];
    const failed: string[] = [];
    for (const [document, what] of documents.entries()) {
      const ms = await parseInThread(number, document);
      if (typeof ms === "string" || ms > hostileTimeoutMs) failed.push(what);
      else if (ms > slowest[0]) slowest = [ms, what];
    }
    console.log(
      `${name.padEnd(28)} ${documents.length - failed.length} of ${documents.length} hostile documents within ${hostileTimeoutMs} ms and ${hostileHeapMb} MB; slowest of these ${slowest[0].toFixed(0)} ms (${slowest[1]}); failed: ${failed.join(", ") || "none"}`,
    );
  }
}

const { FEED_CANDIDATES, FEED_CORPUS, FEED_SAMPLES } = process.env;
const candidates = await listCandidates(FEED_CANDIDATES);
if (isMainThread) {
  if (FEED_CORPUS) await compareAnswers(candidates, FEED_CORPUS);
  else console.log("FEED_CORPUS is not set: no known answers are compared.");
  if (FEED_SAMPLES) await compareTimes(candidates, FEED_SAMPLES);
  else console.log("FEED_SAMPLES is not set: no times are compared.");
  await compareHostile(candidates);
} else {
  const { candidate, document } = workerData as { candidate: number; document: number };
  const bytes = new TextEncoder().encode(hostileFeeds(hostileLength)[document]?.[1] ?? "");
  const chosen = candidates[candidate];
  const before = process.threadCpuUsage();
  if (chosen) await tryRead(chosen, bytes);
  const { user, system } = process.threadCpuUsage(before);
  parentPort?.postMessage((user + system) / 1_000);
}
