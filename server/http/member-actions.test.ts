import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { connect, requestLimits } from "#db/client.ts";
import { articles, comments, memberSessions, members, ratings, redirects, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { readEarlierResult } from "#lib/cache/request-context.ts";
import { siteSecret } from "#lib/keyed-hash.ts";
import { actionHeader } from "../page-cache/next/internals.ts";
import { guardLimits } from "./guard/request-guard.ts";
import { runMemberAction } from "./member-actions.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

const { db, clear, queries } = testDatabase();

const id = (letter: string) => `7f${letter.repeat(40)}`;
const actions = new Map([
  [id("a"), "features/comments/actions.ts#postCommentAction"],
  [id("b"), "features/ratings/actions.ts#rateAction"],
  [id("c"), "features/comments/actions.ts#reactAction"],
  [id("d"), "features/comments/actions.ts#editCommentAction"],
]);
const idOf = { post: id("a"), rate: id("b"), react: id("c"), edit: id("d") };

/** What reached Next, with the result that it was given to show. */
const reached: { url: string; earlier: unknown }[] = [];
async function next(req: IncomingMessage, res: ServerResponse) {
  if (req.url === "/_not-found") return void res.end();
  reached.push({ url: req.url ?? "", earlier: readEarlierResult() });
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.end("<html><head></head><body>Next</body></html>");
}

async function startSite(options: Partial<Parameters<typeof openPageServer>[0]> = {}) {
  const pages = await openPageServer({
    next,
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    actions,
    runAction: runMemberAction,
    ...options,
  });
  const server = createServer(serverOptions, pages.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { base, close: () => server.close() && server.closeAllConnections() };
}

let base = "";
let close: () => void = () => {};
beforeAll(async () => {
  ({ base, close } = await startSite());
});
afterAll(() => close());

let cookie = "";
let articleId = 0;
beforeEach(async () => {
  await clear();
  reached.length = 0;
  articleId = await anArticle(db, "fil", { title: "Fil" });
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
  const [row] = await db
    .insert(members)
    .values({ name: "Ada", handle: "ada", confirmedAt: new Date() })
    .returning({ id: members.id });
  const session = await startSession(db, row?.id ?? 0, "password", "");
  const token = { sub: String(row?.id), sid: session.id, v: session.version };
  cookie = `vigie_session=${await encode({ token, secret: siteSecret(), salt: "vigie_session" })}`;
});

const networks = Array.from({ length: 250 }, (_, n) => `198.18.0.${n + 1}`);
const headers = () => ({
  origin: "http://vigie.test",
  referer: "http://vigie.test/articles/fil",
  cookie,
  "x-forwarded-for": networks.pop() ?? "",
});

/** Calls an action as the page's script does. */
function call(
  action: string,
  fields: Record<string, string>,
  more: Record<string, string> = {},
  signal?: AbortSignal,
  to = base,
) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", '[{"status":"idle"},"$K1"]');
  return fetch(`${to}/articles/fil`, {
    method: "POST",
    body,
    headers: { ...headers(), [actionHeader]: action, ...more },
    ...(signal && { signal }),
  });
}

/** Sends a form as a browser without JavaScript does. */
function send(action: string, fields: Record<string, string>) {
  const body = new FormData();
  body.append("$ACTION_REF_1", "");
  body.append("$ACTION_1:0", JSON.stringify({ id: action, bound: "$@1" }));
  body.append("$ACTION_1:1", '[{"status":"idle"}]');
  body.append("$ACTION_KEY", "k");
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(`${base}/articles/fil`, { method: "POST", body, redirect: "manual", headers: headers() });
}

const comment = { article: "fil", parent: "", key: "a-key-of-the-form", warned: "", body: "Un $texte : « é »." };

/** Reads the result that a call got: its second row. */
async function resultOf(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("text/x-component");
  expect(answer.headers.get("cache-control")).toContain("no-store");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  const [, row = ""] = (await answer.text()).split("\n");
  return JSON.parse(row.slice(2));
}

test("posts a member's comment without Next, and answers with the comment as JSON", async () => {
  const result = await resultOf(await call(idOf.post, comment));
  expect(result).toMatchObject({
    status: "done",
    value: {
      visible: true,
      comment: { name: "Ada", parentId: null, thread: 1, byAuthor: false, body: [["p", {}, [expect.any(String)]]] },
    },
  });
  expect(result.value.address).toBe(`/articles/fil#comment-${result.value.comment.id}`);
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 1 }]);
  expect(reached).toEqual([]);
});

test("redirects a form without a script to the comment, without Next", async () => {
  const answer = await send(idOf.post, comment);
  const [stored] = await db.select({ id: comments.id }).from(comments);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/articles/fil#comment-${stored?.id}`]);
  expect(reached).toEqual([]);
});

test("lets Next show a refused form with the refusal, and runs the action once", async () => {
  const answer = await send(idOf.post, { ...comment, body: " " });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Next")]);
  expect(reached).toMatchObject([{ earlier: { status: "refused", typed: { body: " " } } }]);
});

test("stores one comment for a call sent three times at once, and for the same form again", async () => {
  const answers = await Promise.all([1, 2, 3].map(() => call(idOf.post, comment)));
  const ids = await Promise.all(answers.map(async (answer) => (await resultOf(answer)).value.id));
  expect(new Set(ids).size).toBe(1);
  expect((await resultOf(await call(idOf.post, comment))).value.id).toBe(ids[0]);
  expect(await db.$count(comments)).toBe(1);
});

test("stores a comment once or not at all when its sender leaves in the middle", async () => {
  const abort = new AbortController();
  const sent = fetch(`${base}/articles/fil`, {
    method: "POST",
    signal: abort.signal,
    headers: { ...headers(), [actionHeader]: idOf.post, "content-type": "multipart/form-data; boundary=x" },
    duplex: "half",
    body: new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('--x\r\nContent-Disposition: form-data; name="_1_body"\r\n\r\nUn'));
        setTimeout(() => abort.abort(), 50);
      },
    }),
  } as RequestInit);
  await expect(sent).rejects.toThrow();
  expect(await db.$count(comments)).toBe(0);
  const whole = new AbortController();
  const second = call(idOf.post, comment, {}, whole.signal);
  setTimeout(() => whole.abort(), 3);
  await second.catch(() => undefined);
  expect((await resultOf(await call(idOf.post, comment))).status).toBe("done");
  expect(await db.$count(comments)).toBe(1);
});

test("votes without Next, and answers with the new figures", async () => {
  const result = await resultOf(await call(idOf.rate, { article: "fil", stars: "4" }));
  expect(result).toMatchObject({
    status: "done",
    value: { stars: 4, figures: { mean: 4, summary: "1 avis, 4,00/5" } },
  });
  expect(await db.select({ stars: ratings.stars }).from(ratings)).toEqual([{ stars: 4 }]);
  expect(reached).toEqual([]);
});

test("posts and votes from a page that was opened before its article moved", async () => {
  await db.insert(redirects).values({ fromPath: "/articles/ancien", articleId });
  const posted = await resultOf(await call(idOf.post, { ...comment, article: "ancien" }));
  expect(posted).toMatchObject({
    status: "done",
    value: { address: expect.stringMatching(/^\/articles\/fil#comment-/) },
  });
  const voted = await resultOf(await call(idOf.rate, { article: "ancien", stars: "4" }));
  expect(voted).toMatchObject({ status: "done", value: { stars: 4 } });
  const unknown = await resultOf(await call(idOf.rate, { article: "inconnu", stars: "4" }));
  expect(unknown).toMatchObject({ status: "refused", code: "rating.articleGone" });
});

test("runs while Next is busy with as many requests as it takes", async () => {
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  const site = await startSite({
    next: async (_req, res) => {
      waiting += 1;
      await gate.promise;
      res.end();
    },
    limits: { ...guardLimits, fairQueue: { maxRunning: 1, maxHoldMs: 60_000, maxWaiting: 10 } },
  });
  const page = fetch(`${site.base}/account`, { headers: headers() });
  await vi.waitFor(() => expect(waiting).toBe(1));
  const result = await resultOf(await call(idOf.rate, { article: "fil", stars: "4" }, {}, undefined, site.base));
  expect(result).toMatchObject({ status: "done" });
  gate.resolve();
  expect((await page).status).toBe(200);
  site.close();
});

test("returns a refusal with what was typed", async () => {
  const tooLong = "x".repeat(20_001);
  const refused = await resultOf(await call(idOf.rate, { article: "fil", stars: "9" }));
  expect(refused).toMatchObject({ status: "refused", typed: { stars: "9" }, fields: { stars: expect.any(String) } });
  const answer = await call(idOf.post, { ...comment, body: tooLong });
  expect(await answer.text()).toContain(tooLong);
});

test("leaves to Next: no session, a password, another action, other arguments, a file, a vote without a script", async () => {
  const stranger = { cookie: "vigie_session=none" };
  await call(idOf.post, comment, stranger);
  await call(idOf.post, { ...comment, email: "a@example.org", password: "secret" });
  await call(idOf.edit, { comment: "1" });
  await send(idOf.rate, { article: "fil", stars: "4" });
  const body = new FormData();
  for (const [name, value] of Object.entries(comment)) body.append(`_1_${name}`, value);
  body.append("0", '["$K1","$K1"]');
  await fetch(`${base}/articles/fil`, { method: "POST", body, headers: { ...headers(), [actionHeader]: idOf.post } });
  body.set("0", '[{"status":"idle"},"$K1"]');
  body.append("_1_file", new Blob(["x"]), "x.txt");
  await fetch(`${base}/articles/fil`, { method: "POST", body, headers: { ...headers(), [actionHeader]: idOf.post } });
  expect(reached.map(({ earlier }) => earlier)).toEqual(Array(6).fill(undefined));
  expect(await db.$count(comments)).toBe(0);
});

test("a revoked session cannot post", async () => {
  await db.update(memberSessions).set({ revokedAt: new Date() });
  expect(await resultOf(await call(idOf.post, comment))).toMatchObject({ status: "refused", code: "member.signIn" });
  expect(await db.$count(comments)).toBe(0);
});

test("reports that the database is unavailable, and returns the text", async () => {
  const usual = globalThis.vigieConnection;
  const gone = connect("postgres://nobody@127.0.0.1:1/none", { limits: { ...requestLimits, callMs: 500 } });
  globalThis.vigieConnection = gone;
  try {
    const refused = await resultOf(await call(idOf.post, comment));
    expect(refused).toMatchObject({ status: "refused", code: "form.unavailable", typed: { body: comment.body } });
    expect(refused.message).not.toBe("");
  } finally {
    globalThis.vigieConnection = usual;
    await gone.close();
  }
  expect((await resultOf(await call(idOf.post, comment))).status).toBe("done");
});

test("runs ten statements for a screened comment, three for a vote", async () => {
  const body = Array.from({ length: 40 }, (_, n) => `mot${n}`).join(" ");
  const posted = await queries(() => call(idOf.post, { ...comment, body }));
  // The viewer and the limit per member, besides the transaction (posting/post.test.ts).
  expect(posted.statements, posted.statements.join("\n")).toHaveLength(10);
  await db.update(members).set({ createdAt: new Date(0) });
  const voted = await queries(() => call(idOf.rate, { article: "fil", stars: "4" }));
  expect(voted.statements, voted.statements.join("\n")).toHaveLength(3);
  expect(articleId).toBeGreaterThan(0);
});
