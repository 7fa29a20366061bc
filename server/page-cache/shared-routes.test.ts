import { glob } from "node:fs/promises";
import { expect, test } from "vitest";
import { isSharedRoute, privateAreas } from "./shared-routes.ts";

/** The address of a route file below its group: `app/(site)/articles/[slug]/page.tsx` is `/articles/[slug]`. */
const addressOf = (file: string) =>
  `/${file
    .split("/")
    .slice(0, -1)
    .filter((part) => !part.startsWith("("))
    .join("/")}`;

const routes: string[] = [];
for await (const file of glob("**/{page.tsx,route.ts}", { cwd: "app" })) routes.push(file);

test("shares exactly the routes of (site) and (machines), without previews", () => {
  expect(routes.length).toBeGreaterThan(80);
  for (const file of routes) {
    const isShared = /^\((?:site|machines)\)\//.test(file) && !file.startsWith("(site)/preview/");
    expect(isSharedRoute(addressOf(file)), file).toBe(isShared);
  }
});

test("lists no area without a route", () => {
  const used = new Set(routes.map((file) => addressOf(file).split("/")[1]));
  expect([...privateAreas].filter((area) => !used.has(area))).toEqual([]);
});

test.each([
  ["/accounting", true],
  ["/account", false],
  ["/login?next=/", true],
  ["/login/", false],
  ["/login/code", false],
  ["/register?next=/a", true],
  ["/register/sent", false],
  ["/newsletter", true],
  ["/newsletter/sent", true],
  ["/newsletter/confirm?t=x", false],
  ["/newsletter/preferences/", false],
  ["/newsletter/unsubscribe", false],
  ["/comments/12", false],
  ["/comments/feeds", false],
  ["/comments/feed", true],
  ["/comments/feed/?x=1", true],
  ["/comments/feed/atom", true],
  ["/", true],
  ["/une-adresse-inconnue", true],
])("%s is shared: %s", (path, shared) => expect(isSharedRoute(path)).toBe(shared));
