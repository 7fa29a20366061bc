import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { noPreviousState } from "#lib/action.ts";
import { encodeActionResult } from "./flight-response.ts";

const require = createRequire(import.meta.url);

/** Encodes as Next's `generateFlight` does, with Next's React. The condition `react-server` needs a process of its own. */
function encodeByNext(result: object, buildId: string): string {
  const program = `
    const { renderToPipeableStream } = require("next/dist/compiled/react-server-dom-turbopack/server.node");
    const model = { a: Promise.resolve(${JSON.stringify(result)}.result), q: "", i: false, b: ${JSON.stringify(buildId)} };
    renderToPipeableStream(model, {}).pipe(process.stdout);`;
  return execFileSync(process.execPath, ["--conditions=react-server", "-e", program], {
    encoding: "utf8",
    cwd: process.cwd(),
    env: { ...process.env, NODE_ENV: "production" },
  });
}

const posted = {
  status: "done",
  value: {
    id: 12,
    visible: true,
    address: "/articles/a#comment-12",
    comment: {
      parentId: null,
      name: "$K1 Jeanne",
      body: [["p", { dir: "auto" }, ["$", "$$", "é 😀", ["a", { href: "https://a.test/" }, ["lien"]], "\u2028"]]],
      long: "à".repeat(1024),
      longer: `$${"b".repeat(2000)}`,
    },
  },
};

test.each<object>([
  posted,
  { status: "done", value: { stars: null, mean: 4.25, counts: [0, 0, 1], list: [] } },
  { status: "refused", code: "form.invalid", message: "Non.", fields: { body: "x".repeat(1023) }, typed: {} },
])("writes the bytes that Next 16.4.6 writes for %#", (result) => {
  expect(require("next/package.json").version).toBe("16.4.6");
  expect(encodeActionResult(result, "the-build")).toBe(encodeByNext({ result }, "the-build"));
});

test("writes undefined as React does, and refuses values that are not plain", () => {
  expect(encodeActionResult({ status: "done", value: undefined }, "b")).toContain(
    '1:{"status":"done","value":"$undefined"}',
  );
  for (const other of [new Date(), new Map(), () => 1, Number.NaN, 1n])
    expect(() => encodeActionResult({ value: other }, "b")).toThrow("plain");
});

test("the previous state of a call is the one that the page server recognises", () => {
  expect(JSON.stringify(noPreviousState)).toBe('{"status":"idle"}');
});
