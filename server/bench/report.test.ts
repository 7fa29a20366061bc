import { expect, test } from "vitest";
import { median, readWrk } from "./http-load.ts";
import { figure, listExceeded, table } from "./report.ts";

test("names a budget that is exceeded or was not measured", () => {
  const budget = { name: "JavaScript before intent", max: 0, unit: "KB" };
  expect(listExceeded([{ ...budget, value: 0 }])).toEqual([]);
  expect(listExceeded([{ ...budget, value: 3 }])[0]).toContain("JavaScript before intent is 3.00 KB");
  expect(listExceeded([{ ...budget, value: Number.NaN }])).toHaveLength(1);
});

test("aligns a table in columns", () => {
  const lines = table(
    "Rates",
    ["server", "requests/s"],
    [
      ["ours", figure(12_345)],
      ["nginx", figure(Number.NaN)],
    ],
  ).split("\n");
  expect(lines.slice(2).map((line) => line.length)).toEqual(Array(4).fill("server  requests/s".length));
});

test("takes medians", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2, Number.NaN]);
});

test("reads wrk's report with its units and failures", () => {
  const report = (late: string, more = "") =>
    `    50%    1.00ms\n    99%    ${late}\n  100 requests in 1s\n${more}Requests/sec:  12345.67\n`;
  expect(readWrk(report("812.00us"))).toEqual({
    requests: 100,
    rate: 12_345.67,
    p50: 1,
    p99: 0.812,
    failures: 0,
  });
  expect(readWrk(report("1.20s")).p99).toBe(1_200);
  expect(
    readWrk(report("1ms", "  Socket errors: connect 0, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 7\n"))
      .failures,
  ).toBe(12);
  expect(() => readWrk("unable to connect")).toThrow("unable to connect");
});
