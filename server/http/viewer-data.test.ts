import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Executor } from "#db/client.ts";
import { members, redirects } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { findDiscussionId } from "#features/articles/queries.ts";
import { revokeSession, startSession } from "#features/auth/sessions/mutations.ts";
import type { SessionIdentity } from "#features/auth/sessions/session-identity.ts";
import { addComments } from "#features/comments/mutations.ts";
import { noViewerData, readViewerData } from "#features/viewer-data/queries.ts";
import { siteSecret } from "#lib/keyed-hash.ts";
import { openPageServer, serverOptions } from "./page-server.ts";
import { type ViewerDataLimits, viewerDataEndpoint } from "./viewer-data.ts";

const { db, sql, clear, queries } = testDatabase();
const opened: Server[] = [];
/** The addresses that reached Next. */
const asked: string[] = [];
let base: Server;
let session: SessionIdentity;
let cookie = "";
let networks = 0;
let lastMemberId = 0;

/** Starts a page server whose Next answers everything with 418. */
async function startSite(of: Executor = db, limits?: ViewerDataLimits): Promise<Server> {
  const pages = await openPageServer({
    next: async (req, res) => {
      asked.push(req.url ?? "");
      res.writeHead(418).end();
    },
    db: of,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    middlewares: [viewerDataEndpoint(of, { trustProxy: 1, ...(limits && { limits }) })],
  });
  const server = createServer(serverOptions, pages.listener);
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  json(): unknown;
}

/** Sends a request from a network of its own, unless the headers name one. */
function send(
  query: string,
  headers: Record<string, string> = {},
  { method = "GET", to = base, signal = undefined as AbortSignal | undefined } = {},
) {
  networks += 1;
  const network = `198.18.${networks >> 8}.${networks & 255}`;
  return new Promise<Answer>((resolve, reject) => {
    const { port } = to.address() as AddressInfo;
    const options = { port, path: `/api/me${query}`, method, agent: false, signal };
    const req = request({ ...options, headers: { "x-forwarded-for": network, ...headers } }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("error", reject);
      res.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body, json: () => JSON.parse(body.toString()) });
      });
    });
    req.on("error", reject);
    req.end();
  });
}

const issue = (identity: SessionIdentity, secret = siteSecret()) =>
  encode({
    token: { sub: String(identity.memberId), sid: identity.id, v: identity.version },
    secret,
    salt: "vigie_session",
  });

async function signUp(name: string): Promise<{ session: SessionIdentity; cookie: string }> {
  const [row] = await db.insert(members).values({ name, handle: name.toLowerCase() }).returning({ id: members.id });
  const memberId = row?.id ?? 0;
  const identity = { ...(await startSession(db, memberId, "password", "")), memberId };
  return { session: identity, cookie: `vigie_session=${await issue(identity)}` };
}

beforeAll(async () => {
  base = await startSite();
});
afterAll(async () => {
  for (const server of opened) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
beforeEach(async () => {
  await clear();
  // Rate limits outlive a test, so nobody has the id of an earlier test's member.
  lastMemberId += 100;
  await sql`select setval(pg_get_serial_sequence('members', 'id'), ${lastMemberId})`;
  asked.length = 0;
  const input = { slug: "sujet", status: "published", title: "Sujet", lead: "", bodyHtml: "" } as const;
  await upsertArticle(db, { ...input, publishedAt: new Date() });
  ({ session, cookie } = await signUp("Ada"));
});

describe("responses", () => {
  test("answers a member with their own data, privately, without Next", async () => {
    const answer = await send("?article=sujet&utm_source=x", { cookie });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(await readViewerData(db, session, "sujet"))));
    expect(answer.json()).toMatchObject({ viewer: { id: session.memberId, name: "Ada" } });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "private, no-store",
      "content-length": String(answer.body.length),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("answers a page that was opened before its article moved", async () => {
    const id = (await findDiscussionId(db, "sujet")) ?? 0;
    await db.insert(redirects).values({ fromPath: "/articles/ancien", articleId: id });
    const answer = await send("?article=ancien", { cookie });
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(await readViewerData(db, session, "sujet"))));
  });

  test("answers HEAD with the headers of GET", async () => {
    const get = await send("?article=sujet", { cookie });
    const head = await send("?article=sujet", { cookie }, { method: "HEAD" });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ["content-type", "content-length", "cache-control", "content-security-policy"])
      expect(head.headers[name]).toBe(get.headers[name]);
  });

  test("answers a signed-out visitor with empty data, and deletes the hint cookie", async () => {
    const answer = await send("", { cookie: "vigie_hint=1; vigie_session=x" });
    expect([answer.status, answer.json()]).toEqual([200, noViewerData]);
    expect(answer.headers["set-cookie"]).toEqual(["vigie_hint=; Path=/; Max-Age=0; SameSite=Lax"]);
    const unhinted = await send("?article=sujet");
    expect([unhinted.json(), unhinted.headers["set-cookie"]]).toEqual([noViewerData, undefined]);
  });

  test.each([
    ["?article=sujet&article=autre", 400],
    ["?article=", 400],
    ["?article=Sujet", 400],
    ["?article=%ff", 400],
    [`?article=${"a-".repeat(100)}a`, 400],
    ["?article=autre", 404],
  ])("answers %s with %i, signed in or not", async (query, status) => {
    for (const headers of [{ cookie }, {}] as Record<string, string>[]) {
      const answer = await send(query, headers);
      expect([answer.status, answer.json()]).toEqual([status, { status }]);
      expect(answer.headers["cache-control"]).toBe("private, no-store");
    }
  });

  test("refuses other methods, and leaves other addresses to Next", async () => {
    const post = await send("", { cookie, origin: "http://vigie.test" }, { method: "POST" });
    expect([post.status, post.headers.allow]).toEqual([405, "GET, HEAD"]);
    expect((await send("/x", { cookie })).status).toBe(418);
    expect((await send("x", { cookie })).status).toBe(418);
  });

  test("compresses a long response for clients that accept gzip", async () => {
    const pending = { status: "pending", memberId: session.memberId, createdAt: new Date() } as const;
    const [article] = await sql`select id::int from articles`;
    const rows = Array.from({ length: 20 }, (_, n) => ({
      ...pending,
      key: `${n}`,
      bodySource: "x",
      bodyHtml: `<p>Un avis, ${n}.</p>`,
    }));
    await addComments(db, article?.id, rows);
    const plain = await send("?article=sujet", { cookie });
    const packed = await send("?article=sujet", { cookie, "accept-encoding": "gzip, br" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.headers.vary).toBe("Accept-Encoding");
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(plain.json()).toMatchObject({ comments: { own: [], pending: { length: 20 } } });
  });
});

describe("sessions", () => {
  test("follows a revocation, a deletion, a raised version and a new role at the next request", async () => {
    const viewer = async () => (await send("", { cookie })).json() as { viewer: { role: string } | null };
    expect((await viewer()).viewer?.role).toBe("reader");
    await db.update(members).set({ role: "editor" });
    expect((await viewer()).viewer?.role).toBe("editor");
    await db.update(members).set({ deletedAt: new Date() });
    expect(await viewer()).toEqual(noViewerData);
    await db.update(members).set({ deletedAt: null, sessionVersion: 2 });
    expect(await viewer()).toEqual(noViewerData);
    await db.update(members).set({ sessionVersion: 1 });
    expect((await viewer()).viewer).not.toBeNull();
    await revokeSession(db, session.memberId, session.id);
    expect(await viewer()).toEqual(noViewerData);
  });

  test("runs no statement for tokens of another secret, oversized tokens and hundreds of cookies", async () => {
    const forged = [
      `vigie_session=${await issue(session, "an older secret of this site")}`,
      `vigie_session=${"A".repeat(12_000)}`,
      Array.from({ length: 800 }, (_, n) => `vigie_session.${n % 7}=x`).join(";"),
      Array.from({ length: 700 }, (_, n) => `a${n}=vigie_hint`).join("; "),
    ];
    const { result, statements } = await queries(() => Promise.all(forged.map((one) => send("", { cookie: one }))));
    expect(result.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const answer of result) expect(answer.json()).toEqual(noViewerData);
    expect(statements).toEqual([]);
    expect((await send("", { cookie: `vigie_session=${"A".repeat(20_000)}` })).status).toBe(431);
  });

  test("never fails on, and never recognises, what strangers send", async () => {
    const hostile = fc.oneof(
      fc.string({ unit: "grapheme-ascii", maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            "vigie_session",
            "vigie_session.0",
            "__Host-",
            "=",
            ";",
            " ",
            ".",
            "..",
            "%00",
            '"',
            "eyJhbGciOiJkaXIifQ",
            cookie.slice(14, 60),
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join("")),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (cookies, query) => {
        const printable = cookies.replace(/[^\x20-\x7e]/g, "");
        const answer = await send(`?article=sujet&x=${encodeURIComponent(query)}`, { cookie: printable });
        expect(answer.json()).toEqual(noViewerData);
        expect(answer.status).toBe(200);
      }),
      { numRuns: 100 },
    );
  });
});

describe("limits", () => {
  const sendMany = (count: number, headers: Record<string, string>) =>
    Promise.all(Array.from({ length: count }, () => send("", headers)));

  test("limits a member to 600 requests a minute from any network", async () => {
    for (let sent = 0; sent < 600; sent += 100)
      expect((await sendMany(100, { cookie })).map(({ status }) => status)).toEqual(Array(100).fill(200));
    const beyond = await send("", { cookie });
    expect([beyond.status, beyond.json()]).toEqual([429, { status: 429 }]);
    expect(Number(beyond.headers["retry-after"])).toBeGreaterThan(0);
    expect((await send("", { cookie: (await signUp("Bea")).cookie })).status).toBe(200);
  });

  test("counts requests of an ended session against the network, not against the member", async () => {
    const other = { ...session, ...(await startSession(db, session.memberId, "link", "")) };
    const revoked = `vigie_session=${await issue(other)}`;
    await revokeSession(db, session.memberId, other.id);
    const network = { "x-forwarded-for": "203.0.113.7" };
    for (let sent = 0; sent < 600; sent += 100) await sendMany(100, { cookie: revoked, ...network });
    expect((await send("", { cookie: revoked, ...network })).status).toBe(429);
    expect((await send("", { cookie })).status).toBe(200);
  });
});

describe("a slow database", () => {
  /** Runs `work` while every statement about a session waits; afterwards they go on. */
  async function whileLocked<T>(work: (unlock: () => void) => Promise<T>): Promise<T> {
    const { promise: unlocked, resolve: unlock } = Promise.withResolvers<void>();
    const { promise: locked, resolve: onLock } = Promise.withResolvers<void>();
    const holding = sql.begin(async (tx) => {
      await tx`lock table member_sessions in access exclusive mode`;
      onLock();
      await unlocked;
    });
    await locked;
    try {
      return await work(unlock);
    } finally {
      unlock();
      await holding;
    }
  }
  const waitingStatements = async () => {
    const [row] =
      await sql`select count(*)::int as n from pg_locks where not granted and relation = 'member_sessions'::regclass`;
    return row?.n;
  };
  const limits = { maxPending: 8, maxRunning: 2, maxWaitMs: 30_000 };

  test("gets few connections and a limited number of waiting requests; other work goes on", async () => {
    const site = await startSite(db, limits);
    await whileLocked(async (unlock) => {
      const requests = Array.from({ length: 30 }, () => send("", { cookie }, { to: site }));
      // With eight pending requests the others are refused while those still wait.
      const refused = await Promise.any(requests);
      expect([refused.status, refused.json(), refused.headers["retry-after"]]).toEqual([503, { status: 503 }, "2"]);
      await expect.poll(waitingStatements).toBe(2);
      expect((await sql`select 1 as one`)[0]?.one).toBe(1);
      expect((await send("", {}, { to: site })).status).toBe(200);
      unlock();
      const statuses = (await Promise.all(requests)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(8);
      expect(statuses.filter((status) => status === 503)).toHaveLength(22);
    });
    expect((await send("", { cookie }, { to: site })).status).toBe(200);
  });

  test("answers 503 with Retry-After to a request that waits too long for its turn", async () => {
    const site = await startSite(db, { ...limits, maxRunning: 1, maxWaitMs: 50 });
    await whileLocked(async (unlock) => {
      const first = send("", { cookie }, { to: site });
      await expect.poll(waitingStatements).toBe(1);
      const late = await send("", { cookie }, { to: site });
      expect([late.status, late.headers["retry-after"]]).toEqual([503, "2"]);
      unlock();
      expect((await first).status).toBe(200);
    });
    expect((await send("", { cookie }, { to: site })).status).toBe(200);
  });

  test("runs no statement for clients that left while they waited", async () => {
    const site = await startSite(db, { ...limits, maxRunning: 1 });
    const { statements } = await queries(() =>
      whileLocked(async (unlock) => {
        const first = send("", { cookie }, { to: site });
        await expect.poll(waitingStatements).toBe(1);
        const abort = new AbortController();
        const left = Array.from({ length: 3 }, () => send("", { cookie }, { to: site, signal: abort.signal }));
        await new Promise((resolve) => setTimeout(resolve, 200));
        abort.abort();
        expect((await Promise.allSettled(left)).map(({ status }) => status)).toEqual([
          "rejected",
          "rejected",
          "rejected",
        ]);
        await new Promise((resolve) => setTimeout(resolve, 200));
        unlock();
        expect((await first).status).toBe(200);
        expect((await send("", { cookie }, { to: site })).status).toBe(200);
      }),
    );
    expect(statements.filter((text) => text.includes("member_sessions"))).toHaveLength(2);
  });

  test("answers 503 with Retry-After while the database is unavailable, except without a session", async () => {
    const away = connect("postgres://nobody@127.0.0.1:1/nothing", { max: 1 });
    const site = await startSite(away.db);
    for (const [query, headers] of [
      ["", { cookie }],
      ["?article=sujet", {}],
    ] as [string, Record<string, string>][]) {
      const answer = await send(query, headers, { to: site });
      expect([answer.status, answer.json(), answer.headers["retry-after"]]).toEqual([503, { status: 503 }, "5"]);
    }
    expect((await send("", {}, { to: site })).json()).toEqual(noViewerData);
    await away.close();
  });
});
