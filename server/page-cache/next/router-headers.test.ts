import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkRouterHeaders, routerHeaders } from "./router-headers.ts";

const require = createRequire(import.meta.url);

const stateOf = (tree: unknown) => encodeURIComponent(JSON.stringify(tree));
/** As the client sends it from an article's page when it is refreshed. */
const state = stateOf([
  "",
  {
    children: [
      "(site)",
      { children: ["articles", { children: [["slug", "un", "d", null], { children: ["__PAGE__", {}] }] }] },
    ],
  },
  null,
  "refetch",
  16,
]);

const check = (headers: Record<string, string>, { method = "GET", url = "/a?_rsc" } = {}) => {
  const req = { method, url, headers: { ...headers } };
  return { verdict: checkRouterHeaders(req), left: req.headers };
};

test("the router's headers are those of Next 16.4.6", () => {
  expect(require("next/package.json").version).toBe("16.4.6");
  const { FLIGHT_HEADERS, NEXT_URL } = require("next/dist/client/components/app-router-headers");
  const development = "next-hmr-refresh";
  expect([...routerHeaders].sort()).toEqual(
    [...FLIGHT_HEADERS.filter((name: string) => name !== development), NEXT_URL].sort(),
  );
});

test("accepts the headers that Next's client sends", () => {
  for (const headers of [
    {},
    { rsc: "1" },
    { rsc: "1", "next-router-state-tree": state },
    { rsc: "1", "next-router-state-tree": state, "next-url": "/articles/un?page=2" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/articles/$d$slug/__PAGE__" },
  ] as Record<string, string>[]) {
    const { verdict } = check(headers);
    const location = "location" in verdict ? verdict.location : "/a?_rsc";
    expect(check(headers, { url: location }), location).toEqual({ verdict: { ok: true }, left: headers });
  }
  const action = { "next-action": "a", "next-router-state-tree": state };
  expect(check(action, { method: "POST", url: "/a" })).toEqual({ verdict: { ok: true }, left: action });
});

test("deletes headers without meaning, whatever they contain", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...routerHeaders.slice(1), "next-action"), fc.string()), (headers) => {
      expect(check({ ...headers, accept: "x" })).toEqual({ verdict: { ok: true }, left: { accept: "x" } });
    }),
  );
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "refetch", "children", "d", "c", "__proto__", "/"),
);
const { tree: anyState } = fc.letrec((tie) => ({
  tree: fc.tuple(
    fc.oneof(text, fc.tuple(text, text, text, fc.oneof(fc.constant(null), fc.array(text, { maxLength: 2 })))),
    fc.dictionary(text, fc.oneof({ maxDepth: 4 }, fc.constant(["__PAGE__", {}]), tie("tree")), { maxKeys: 2 }),
  ),
}));
const hostileState = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.json().map(encodeURIComponent),
  anyState.map((tree) => stateOf(tree)),
  fc
    .tuple(anyState, fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }))
    .map(([tree, more]) => stateOf([...(tree as unknown[]), ...more])),
  fc.integer({ min: 30, max: 4_000 }).map((depth) => encodeURIComponent("[".repeat(depth))),
  fc
    .integer({ min: 30, max: 400 })
    .map((depth) => encodeURIComponent(`${'["",{"children":'.repeat(depth)}["",{}]${"}]".repeat(depth)}`)),
  fc.constantFrom(
    "%",
    "%ff",
    "%00",
    "null",
    "undefined",
    "NaN",
    `${state}, ${state}`,
    `${state}%`,
    "%5B%22%22%2C%7B%7D%5D%20",
  ),
);
const hostile = fc.record(
  {
    rsc: fc.oneof(
      { weight: 3, arbitrary: fc.constant("1") },
      { weight: 1, arbitrary: fc.constantFrom("0", "1, 1", "", "true") },
    ),
    "next-router-state-tree": hostileState,
    "next-router-prefetch": fc.oneof(fc.constantFrom("1", "2", "1, 1", "x", ""), fc.string()),
    "next-router-segment-prefetch": fc.oneof(
      fc.constantFrom("/_tree", "_tree", "/../..", "/_tree, /_tree"),
      fc.webPath(),
    ),
    "next-url": fc.oneof(fc.webUrl(), fc.webPath(), fc.string({ unit: "binary" })),
    "next-action": fc.string(),
  },
  { requiredKeys: [] },
);

test("Next parses every router state that is accepted", () => {
  const {
    parseAndValidateFlightRouterState: parse,
  } = require("next/dist/server/app-render/parse-and-validate-flight-router-state");
  let passed = 0;
  fc.assert(
    fc.property(hostileState, (tree) => {
      const { verdict } = check({ "next-action": "x", "next-router-state-tree": tree }, { method: "POST" });
      if (!verdict.ok) return;
      passed += 1;
      expect(() => parse(tree)).not.toThrow();
    }),
    { numRuns: 3_000, seed: 7 },
  );
  expect(passed).toBeGreaterThan(200);
});

test("no combination of hostile headers fails, or reaches Next repeated or malformed", () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom("GET", "HEAD", "POST"), fc.webPath(), (headers, method, path) => {
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
      const { verdict, left } = check(sent, { method, url: `${path || "/"}?_rsc=${sent["next-url"] ?? ""}` });
      if ("location" in verdict) expect(verdict.location).toMatch(/^\/.*[?&]_rsc(?:=[\w-]{16})?$/s);
      if (!verdict.ok) return;
      for (const name of routerHeaders) expect(left[name] ?? "/").toMatch(/^[^\s,]+$/);
      expect(left.rsc ?? "1").toBe("1");
    }),
    { numRuns: 3_000 },
  );
});

test("redirects to the parameter that Next accepts, and accepts also the one of a site without https", async () => {
  const { computeCacheBustingSearchParam: long, computeLegacyCacheBustingSearchParam: short } =
    require("next/dist/shared/lib/router/utils/cache-busting-search-param");
  const wellFormed = fc.record(
    {
      "next-router-state-tree": fc.constant(state),
      "next-router-prefetch": fc.constantFrom("0", "1", "2", "3"),
      "next-router-segment-prefetch": fc.constantFrom("/_tree", "/a/b"),
      "next-url": fc.constantFrom("/", "/a?b=c"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      wellFormed,
      fc.constantFrom("/a", "/a?page=2", "/a?_rsc=x", "/a?page=2&_rsc&b=1"),
      async (more, url) => {
        const headers: Record<string, string> = { rsc: "1", ...more };
        const sent = [2, 3, 1, 4].map((at) => headers[routerHeaders[at] ?? ""]);
        const prefetch = headers["next-router-prefetch"];
        const args = [prefetch === "0" ? undefined : prefetch, sent[1], headers["next-router-state-tree"], sent[3]];
        const hash = await long(...args);
        const { verdict } = check(headers, { url });
        // Without other headers Next accepts an empty parameter, which one of the addresses has.
        if (verdict.ok) {
          expect(new URL(url, "http://x").searchParams.get("_rsc")).toBe(hash);
          return;
        }
        if (!("location" in verdict)) throw new Error("No redirect.");
        const location = new URL(verdict.location, "http://x");
        expect(location.searchParams.getAll("_rsc")).toEqual([hash]);
        expect(location.searchParams.get("page")).toBe(new URL(url, "http://x").searchParams.get("page"));
        expect(check(headers, { url: verdict.location }).verdict).toEqual({ ok: true });
        expect(check(headers, { url: `/a?_rsc=${await short(...args)}` }).verdict).toEqual({ ok: true });
      },
    ),
    { examples: [[{}, "/a?page=2&_rsc&b=1"]] },
  );
});

test.each([
  ["not JSON", "%7B"],
  ["a broken escape", "%"],
  ["an object", stateOf({})],
  ["a segment that is a number", stateOf([1, {}])],
  ["an unknown kind of parameter", stateOf([["a", "b", "x", null], {}])],
  ["an unknown marker", stateOf(["", {}, null, "x"])],
  ["too many parts", stateOf(["", {}, null, null, 1, "", 1])],
  ["a deep state", encodeURIComponent(`${'["",{"c":'.repeat(60)}["",{}]${"}]".repeat(60)}`)],
  ["a wide state", stateOf(["", Object.fromEntries(Array.from({ length: 600 }, (_, n) => [n, ["", {}]]))])],
])("refuses %s", (_, tree) => {
  expect(check({ rsc: "1", "next-router-state-tree": tree }).verdict).toEqual({ ok: false, status: 400 });
  expect(check({ "next-action": "x", "next-router-state-tree": tree }, { method: "POST" }).verdict).toEqual({
    ok: false,
    status: 400,
  });
});
