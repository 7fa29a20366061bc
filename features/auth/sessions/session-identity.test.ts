import { encode } from "next-auth/jwt";
import { afterEach, expect, test, vi } from "vitest";
import { log } from "#lib/log/log.ts";
import { readSessionIdentity } from "./session-identity.ts";

const secret = "the secret of the tests";
const day = 86_400;
const payload = { sub: "7", sid: "session-of-seven", v: 3 };

/** A token as a sign-in issues it. */
const issue = (
  token: Record<string, unknown> = payload,
  { key = secret, salt = "vigie_session", maxAge = 30 * day } = {},
) => encode({ token, secret: key, salt, maxAge });
const read = (token: string) => readSessionIdentity(`vigie_session=${token}`);

afterEach(() => {
  process.env.AUTH_SECRET = secret;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("reads member, session and version from a token that the site issued, decoded or kept", async () => {
  const token = await issue();
  for (const _ of [1, 2]) expect(await read(token)).toEqual({ id: "session-of-seven", memberId: 7, version: 3 });
  expect(await readSessionIdentity(undefined)).toBeUndefined();
});

test("refuses a token of another secret, of another cookie, damaged or made up, and logs only that", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  const good = await issue();
  const [header = "", , iv = "", text = "", tag = ""] = good.split(".");
  const turned = `${text.slice(0, -2)}${text.endsWith("AA") ? "BB" : "AA"}`;
  const bad = [
    await issue(payload, { key: "an older secret of this site" }),
    await issue(payload, { salt: "authjs.session-token" }),
    await issue(payload, { maxAge: -60 }),
    [header, "", iv, turned, tag].join("."),
    [header, "", iv, "A".repeat(3_000), tag].join("."),
    [Buffer.from('{"alg":"none"}').toString("base64url"), "", "", "", ""].join("."),
    good.slice(0, -1),
    "x",
    "....",
    "%00",
    "x".repeat(4_096),
  ];
  for (const token of bad) expect(await read(token), token.slice(0, 80)).toBeUndefined();
  expect(warn.mock.calls).toEqual(bad.map(() => [{ type: expect.any(String) }, "A session cookie could not be read."]));
  expect(await read(good)).toBeDefined();
});

test.each([
  { ...payload, sid: undefined },
  { ...payload, sub: "x" },
  { ...payload, sub: "1.5" },
  { ...payload, v: "3" },
  { ...payload, v: 2 ** 60 },
])("refuses a token without a member, a session or a version: %o", async (token) => {
  expect(await read(await issue(token))).toBeUndefined();
});

test("does not keep a token after its expiry, nor for another secret", async () => {
  const token = await issue(payload, { maxAge: day });
  expect(await read(token)).toBeDefined();
  process.env.AUTH_SECRET = "a new secret of this site";
  expect(await read(token)).toBeUndefined();
  process.env.AUTH_SECRET = secret;
  expect(await read(token)).toBeDefined();
  vi.useFakeTimers({ now: Date.now() + day * 1_000 + 30_000, toFake: ["Date"] });
  expect(await read(token)).toBeUndefined();
});
