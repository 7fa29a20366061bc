import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseFeed as parseWithHtmlparser2 } from "htmlparser2";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import { type FeedAnswer, judgeAnswer, readExpectations } from "./feed-expectations.ts";

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
interface Candidate {
  name: string;
  read(bytes: Uint8Array, url: string, contentType: string): Promise<FeedAnswer> | FeedAnswer;
}

type Loose = Record<string, unknown>;
const loose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const list = (value: unknown): Loose[] => (Array.isArray(value) ? value.map(loose) : []);
/** A text, or the text within `{ value }`, `{ name }` or `{ href }`. */
const text = (...values: unknown[]): string => {
  for (const value of values) {
    if (typeof value === "string" && value !== "") return value;
    const { value: inner, name, href } = loose(value);
    for (const part of [inner, name, href]) if (typeof part === "string" && part !== "") return part;
  }
  return "";
};
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const ours: Candidate = {
  name: "lib/feed",
  read(bytes, url, contentType) {
    const result = parseFeed(bytes, { url, contentType });
    if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.detail}`);
    const { title, description, siteUrl, language, rights, items } = result.feed;
    return {
      title,
      description,
      link: siteUrl,
      language,
      rights,
      items: items.map((item) => ({
        title: item.title,
        link: item.url,
        id: item.guid ?? "",
        summary: item.summaryHtml || item.contentHtml,
        content: item.contentHtml,
        author: item.authors[0] ?? "",
        published: item.publishedAt ?? "",
        updated: item.updatedAt ?? item.publishedAt ?? "",
      })),
    };
  },
};

const htmlparser2: Candidate = {
  name: "htmlparser2 parseFeed",
  read(bytes) {
    const feed = parseWithHtmlparser2(decode(bytes));
    if (!feed) throw new Error("no feed");
    return {
      title: feed.title ?? "",
      description: feed.description ?? "",
      link: feed.link ?? "",
      language: "",
      rights: "",
      items: feed.items.map((item) => ({
        title: item.title ?? "",
        link: item.link ?? "",
        id: item.id ?? "",
        summary: item.description ?? "",
        content: item.description ?? "",
        author: "",
        published: item.pubDate?.toISOString() ?? "",
        updated: item.pubDate?.toISOString() ?? "",
      })),
    };
  },
};

/** Loads a package from the folder of candidates; its functions take a document's text. */
async function loadPackage(folder: string, name: string): Promise<Record<string, (text: string) => unknown>> {
  const file = createRequire(path.join(folder, "package.json")).resolve(name);
  return (await import(pathToFileURL(file).href)) as Record<string, (text: string) => unknown>;
}

async function listCandidates(folder: string): Promise<Candidate[]> {
  const feedsmith = await loadPackage(folder, "feedsmith");
  const feedParser = await loadPackage(folder, "@rowanmanning/feed-parser");
  const rssParser = (await loadPackage(folder, "rss-parser")) as unknown as {
    default: new () => { parseString(text: string): Promise<unknown> };
  };
  return [
    { name: "feedsmith", read: (bytes) => fromFeedsmith(feedsmith.parseFeed?.(decode(bytes))) },
    {
      name: "@rowanmanning/feed-parser",
      read: (bytes) => fromFeedParser(JSON.parse(JSON.stringify(feedParser.parseFeed?.(decode(bytes))))),
    },
    {
      name: "rss-parser",
      read: async (bytes) => fromRssParser(await new rssParser.default().parseString(decode(bytes))),
    },
  ];
}

function fromFeedsmith(result: unknown): FeedAnswer {
  const feed = loose(loose(result).feed);
  const dc = loose(feed.dc);
  return {
    title: text(feed.title),
    description: text(feed.description, feed.subtitle),
    link: text(feed.link, list(feed.links)[0]),
    language: text(feed.language, dc.language),
    rights: text(feed.copyright, feed.rights),
    items: list(feed.items ?? feed.entries).map((item) => ({
      title: text(item.title),
      link: text(item.link, list(item.links)[0]),
      id: text(item.guid, item.id),
      summary: text(item.description, item.summary, item.content),
      content: text(loose(item.content).encoded, item.content),
      author: text(list(item.authors)[0], loose(item.dc).creator),
      published: toIso(text(item.pubDate, item.published, loose(item.dc).date)),
      updated: toIso(text(item.updated, item.pubDate, loose(item.dc).date)),
    })),
  };
}

function fromFeedParser(result: unknown): FeedAnswer {
  const feed = loose(result);
  return {
    title: text(feed.title),
    description: text(feed.description),
    link: text(feed.url),
    language: text(feed.language),
    rights: text(feed.copyright),
    items: list(feed.items).map((item) => ({
      title: text(item.title),
      link: text(item.url),
      id: text(item.id),
      summary: text(item.description, item.content),
      content: text(item.content),
      author: text(list(item.authors)[0]),
      published: text(item.published),
      updated: text(item.updated),
    })),
  };
}

function fromRssParser(result: unknown): FeedAnswer {
  const feed = loose(result);
  return {
    title: text(feed.title),
    description: text(feed.description),
    link: text(feed.link),
    language: text(feed.language),
    rights: text(feed.copyright),
    items: list(feed.items).map((item) => ({
      title: text(item.title),
      link: text(item.link),
      id: text(item.guid, item.id),
      summary: text(item.summary, item.content),
      content: text(item["content:encoded"], item.content),
      author: text(item.creator, item.author),
      published: text(item.isoDate),
      updated: text(item.isoDate),
    })),
  };
}

const toIso = (date: string) => (Number.isNaN(Date.parse(date)) ? "" : new Date(date).toISOString());

async function tryRead(candidate: Candidate, bytes: Uint8Array, url = "https://feed.example/", contentType = "") {
  try {
    return await candidate.read(bytes, url, contentType);
  } catch {
    return undefined;
  }
}

async function compareAnswers(candidates: Candidate[], corpus: string): Promise<void> {
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
        const wrong = expectations.find((expectation) => !answer || !judgeAnswer(answer, expectation));
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

async function compareTimes(candidates: Candidate[], samples: string): Promise<void> {
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

const { FEED_CANDIDATES, FEED_CORPUS, FEED_SAMPLES } = process.env;
const candidates = [ours, htmlparser2, ...(FEED_CANDIDATES ? await listCandidates(FEED_CANDIDATES) : [])];
if (FEED_CORPUS) await compareAnswers(candidates, FEED_CORPUS);
else console.log("FEED_CORPUS is not set: no known answers are compared.");
if (FEED_SAMPLES) await compareTimes(candidates, FEED_SAMPLES);
else console.log("FEED_SAMPLES is not set: no times are compared.");
