import fc from "fast-check";
import { expect, test } from "vitest";
import { fediverseProfile, maxFediverseHandle, normaliseFediverseHandle } from "./fediverse-handle.ts";

test.each([
  ["@claire@mastodon.social", "@claire@mastodon.social"],
  [" claire@Mastodon.Social ", "@claire@mastodon.social"],
  ["https://mastodon.social/@claire", "@claire@mastodon.social"],
  ["https://piaille.fr/@a.b_c-d/", "@a.b_c-d@piaille.fr"],
  ["@moi@été.example", "@moi@xn--t-9fab.example"],
])("reads %s as %s", (typed, handle) => {
  expect(normaliseFediverseHandle(typed)).toBe(handle);
});

test.each([
  "",
  "claire",
  "@claire",
  "@claire@localhost",
  "@claire@127.0.0.1",
  "@claire@mastodon.social:8443",
  "@claire@mastodon.social/x",
  "@claire@evil@mastodon.social",
  "@clai re@mastodon.social",
  '@"><script>@mastodon.social',
  "@-claire@mastodon.social",
  "http://mastodon.social/@claire",
  "https://mastodon.social/users/claire",
  `@${"a".repeat(65)}@mastodon.social`,
  `@a@${"b.".repeat(200)}fr`,
])("refuses %s", (typed) => {
  expect(normaliseFediverseHandle(typed)).toBeUndefined();
});

test("returns bounded handles of safe characters, which stay as they are, or nothing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.emailAddress()), (typed) => {
      const handle = normaliseFediverseHandle(typed);
      if (handle === undefined) return;
      expect(handle).toMatch(/^@[\w.-]+@[a-z0-9.-]+$/i);
      expect(handle.length).toBeLessThanOrEqual(maxFediverseHandle);
      expect(normaliseFediverseHandle(handle)).toBe(handle);
    }),
  );
});

test("names the profile of an account, and none of anything else", () => {
  expect(fediverseProfile("@claire@mastodon.social")).toBe("https://mastodon.social/@claire");
  for (const other of ["", "claire@mastodon.social", "javascript:alert(1)"])
    expect(fediverseProfile(other)).toBeUndefined();
});
