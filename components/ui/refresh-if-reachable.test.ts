import { afterEach, expect, test, vi } from "vitest";
import { refreshIfReachable } from "./refresh-if-reachable.ts";

afterEach(() => void vi.unstubAllGlobals());

test.each([
  ["the site is ready", async () => new Response(null), 1],
  ["a proxy blocks the check", async () => new Response(null, { status: 403 }), 1],
  ["its database is not reachable", async () => new Response(null, { status: 503 }), 0],
  ["a proxy does not reach the site", async () => new Response(null, { status: 502 }), 0],
  ["the connection is lost", () => Promise.reject(new TypeError("Failed to fetch")), 0],
])("renders the page again only if the site is ready: %s", async (_, answer, times) => {
  vi.stubGlobal("fetch", answer);
  const refresh = vi.fn();
  expect(await refreshIfReachable({ refresh })).toBe(times === 1);
  expect(refresh).toHaveBeenCalledTimes(times);
});
