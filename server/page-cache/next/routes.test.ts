import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { routeManifestFile } from "./internals.ts";
import { parseRoutes, readRoutes } from "./routes.ts";

const require = createRequire(import.meta.url);

const routes = parseRoutes({
  "/(site)/page": "/",
  "/(site)/[...path]/page": "/[...path]",
  "/(member)/account/page": "/account",
  "/(member)/account/mail/confirm/page": "/account/mail/confirm",
  "/(member)/comments/[id]/page": "/comments/[id]",
  "/(admin)/admin/media/[id]/page": "/admin/media/[id]",
  "/(admin)/admin/media/upload/route": "/admin/media/upload",
  "/(site)/moderation-log/[...filter]/page": "/moderation-log/[...filter]",
});

test("the file of the routes is the one that a build of Next 16.4.6 writes", () => {
  expect(require("next/package.json").version).toBe("16.4.6");
  const { APP_PATH_ROUTES_MANIFEST } = require("next/dist/shared/lib/constants");
  expect(routeManifestFile).toBe(APP_PATH_ROUTES_MANIFEST);
});

test.each([
  ["/", "page"],
  ["/account", "page"],
  ["/account/", "page"],
  ["/account/mail/confirm", "page"],
  ["/comments/1", "page"],
  ["/comments/%31", "page"],
  ["/admin/media/1", "page"],
  ["/admin/media/upload", "route"],
  ["/moderation-log/by/people", "page"],
] as const)("%s is the address of a %s", (path, kind) => expect(routes.kindOf(path)).toBe(kind));

test.each([
  "/account/mail",
  "/account/x",
  "/Account",
  "/comments",
  "/comments/1/x",
  "/admin",
  "/admin/media",
  "/admin/media/upload/x",
  "/moderation-log",
  "/x",
  "/articles/x",
  "/__proto__",
  "/account/%ff",
  "/comments/..",
  `/${"a/".repeat(10_000)}`,
])("no route but the one for old addresses matches %.40s", (path) => expect(routes.kindOf(path)).toBeUndefined());

test("refuses a manifest of an unknown shape", () => {
  expect(() => parseRoutes(null)).toThrow();
  expect(() => parseRoutes({ "/a/page": 1 })).toThrow();
  expect(() => parseRoutes({ "/a/segment": "/a" })).toThrow();
});

test("reads no routes from a build without a manifest", async () => {
  expect(await readRoutes("/does/not/exist")).toBeUndefined();
});
