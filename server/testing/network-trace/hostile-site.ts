import { createServer, type RequestListener } from "node:http";
import { privateHosts, publicAddress } from "./addresses.ts";

/** Items of one document: a fetch checks at most five missing items. */
const itemsPerFeed = 5;

/** The private host with the number at the end of a path, percent-encoded for a header; the URL parser decodes it. */
const privateHostOf = (path: string) =>
  (privateHosts[Number(/\d+$/.exec(path)?.[0] ?? 0)] ?? "").replace(/[^\x21-\x7e]/gu, encodeURIComponent);

/** Lists the addresses of feeds that lead to private hosts in every way. */
export function listHostileFeeds(): string[] {
  const groups = Math.ceil(privateHosts.length / itemsPerFeed);
  return [
    ...privateHosts.map((host) => `http://${host}/direct`),
    ...privateHosts.map((_, index) => `http://redirect${index}.test/redirect/${index}`),
    ...Array.from({ length: groups }, (_, index) => `http://items${index}.test/items/${index}`),
    "http://mixed.test/items/0",
  ];
}

/** A document whose hub, items and pictures are at private hosts. The second time these items are missing. */
function feedDocument(group: number, isSecond: boolean): string {
  const hosts = privateHosts.slice(group * itemsPerFeed, (group + 1) * itemsPerFeed);
  const date = (hours: number) => new Date(Date.now() - hours * 3_600_000).toUTCString();
  const text = (word: string) =>
    `<description>Un texte ${word} qui ne ressemble à aucun autre : ${word}.</description>`;
  const hostile = hosts.map(
    (host, index) => `<item><title>Article ${host}</title><link>http://${host}/article/${group}</link>
      <guid>${group}-${index}</guid><pubDate>${date(1)}</pubDate>${text(`n${group}x${index}`)}
      <enclosure url="http://${host}/picture.png" type="image/png" length="9"/></item>`,
  );
  const old = [0, 1, 2, 3].map(
    (index) => `<item><title>Ancien ${group} ${index}</title><link>http://old${group}.test/old/${index}</link>
      <guid>old-${group}-${index}</guid><pubDate>${date(48 + index)}</pubDate>${text(`o${group}x${index}`)}</item>`,
  );
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Site ${group}</title>
    <link>http://items${group}.test/</link><atom:link rel="hub" href="http://${hosts[0]}/hub"/>
    <atom:link rel="self" href="http://${hosts[1]}/self"/>${[...(isSecond ? [] : hostile), ...old].join("\n")}</channel></rss>`;
}

const asked = new Map<string, number>();

const answer: RequestListener = (request, response) => {
  const path = request.url ?? "/";
  const host = request.headers.host ?? "";
  const count = asked.get(host + path) ?? 0;
  asked.set(host + path, count + 1);
  if (path.startsWith("/redirect/"))
    return void response.writeHead(302, { location: `http://${privateHostOf(path)}/redirected` }).end();
  if (path.startsWith("/items/"))
    return void response
      .writeHead(200, { "content-type": "application/rss+xml" })
      .end(feedDocument(Number(/\d+$/.exec(path)?.[0]), count > 0));
  if (path === "/robots.txt")
    return void response.end(privateHosts.map((name) => `License: http://${name}/licence.xml`).join("\n"));
  response.writeHead(404).end();
};

/** Starts the site on the public address, and on the loopback addresses a server that records what reaches it. */
export async function startHostileSite(): Promise<{ trapped: string[] }> {
  const trapped: string[] = [];
  const listen = (listener: RequestListener, host: string) =>
    new Promise<void>((resolve) => createServer(listener).listen(80, host, () => resolve()));
  const trap: RequestListener = (request, response) => {
    trapped.push(`${request.headers.host}${request.url}`);
    response.end();
  };
  await listen(answer, publicAddress);
  await listen(trap, "127.0.0.1");
  await listen(trap, "::1");
  return { trapped };
}
