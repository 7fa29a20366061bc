import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { beforeAll, expect, test, vi } from "vitest";
import { noteChanges, noteChangesOf } from "#db/commit-hooks.ts";
import { needsCommitCookie, readCommitCookie, setCommitCookie, withCommitCookie } from "./commit-cookie.ts";

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test only, of no value";
});

const aResponse = () => new ServerResponse(new IncomingMessage(new Socket()));
const change = { id: 1, timeline: 2, xid: 123_456_789_012n, tags: ["a"], urgency: "now" } as const;

/** The cookie that a browser would send back. */
function cookieOf(res: ServerResponse): string {
  return String(res.getHeader("set-cookie")).split(";")[0] ?? "";
}

test("a site has the cookie if its next response may come from another process, a standby or a cache in front", () => {
  const one = { VIGIE_CLUSTER: false, EDGE: undefined, DATABASE_REPLICA_URLS: [] };
  expect(needsCommitCookie(one)).toBe(false);
  expect(needsCommitCookie({ ...one, VIGIE_CLUSTER: true })).toBe(true);
  expect(needsCommitCookie({ ...one, EDGE: "varnish" })).toBe(true);
  expect(needsCommitCookie({ ...one, DATABASE_REPLICA_URLS: ["postgres://replica/vigie"] })).toBe(true);
});

test("a position comes back as it was set, with and without TLS", () => {
  for (const secure of [true, false]) {
    const res = aResponse();
    setCommitCookie(res, change, secure);
    const { timeline, xid } = change;
    expect(readCommitCookie({ cookie: `a=b; ${cookieOf(res)}; c=d` })).toEqual({ timeline, xid });
  }
});

test("a position that the site did not sign is ignored", () => {
  const res = aResponse();
  setCommitCookie(res, change, false);
  const cookie = cookieOf(res);
  expect(readCommitCookie({ cookie: cookie.replace("123456789012", "123456789013") })).toBeUndefined();
  expect(readCommitCookie({ cookie: cookie.slice(0, -1) })).toBeUndefined();
  expect(readCommitCookie({ cookie: `vigie_commit=1.${"9".repeat(60)}.1.${"a".repeat(43)}` })).toBeUndefined();
  expect(readCommitCookie({})).toBeUndefined();
});

test("a cookie that was cut off or has a changed character is ignored", () => {
  const res = aResponse();
  setCommitCookie(res, change, false);
  const cookie = cookieOf(res);
  const begin = "vigie_commit=".length;
  for (let at = begin; at < cookie.length; at += 1) {
    expect(readCommitCookie({ cookie: cookie.slice(0, at) }), `${at} characters`).toBeUndefined();
    for (const other of "09aZ_-.; %") {
      if (cookie[at] === other) continue;
      const changed = cookie.slice(0, at) + other + cookie.slice(at + 1);
      expect(readCommitCookie({ cookie: changed }), changed).toBeUndefined();
    }
  }
});

test("a response has the cookie if its request has committed a change, and only then", async () => {
  const answerAfter = async (work: () => Promise<void>) => {
    const res = aResponse();
    const handle = withCommitCookie(async () => {
      await work();
      res.setHeader("Set-Cookie", "session=1");
      res.writeHead(303, { Location: "/" }).end();
    }, false);
    await handle(res.req, res);
    return res.getHeader("set-cookie");
  };
  const commit = () =>
    noteChangesOf(
      async () => void noteChanges([{ ...change, tags: [...change.tags] }]),
      () => {},
    );
  expect(await answerAfter(commit)).toEqual(["session=1", expect.stringContaining("vigie_commit=2.123456789012.")]);
  expect(await answerAfter(async () => {})).toBe("session=1");
  const rollBack = () =>
    noteChangesOf(
      async () => {
        noteChanges([{ ...change, tags: [...change.tags] }]);
        throw new Error("rolled back");
      },
      () => {},
    ).catch(() => {});
  expect(await answerAfter(rollBack)).toBe("session=1");
});

test("a cookie that somebody keeps is ignored: after a move to another database its position may never be reached", () => {
  const res = aResponse();
  setCommitCookie(res, change, false);
  const cookie = cookieOf(res);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 290_000 });
  expect(readCommitCookie({ cookie })).toBeDefined();
  vi.setSystemTime(Date.now() + 20_000);
  expect(readCommitCookie({ cookie })).toBeUndefined();
  vi.useRealTimers();
});
