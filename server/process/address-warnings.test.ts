import { expect, test } from "vitest";
import { findAddressWarnings } from "./address-warnings.ts";

test.each([
  ["https://news.example.org", 1],
  ["https://news.example.org", 2],
  ["http://localhost:3000", 0],
  ["http://127.0.0.1:3000", 0],
  ["http://[::1]:3000", 0],
  ["http://192.168.1.4", 0],
  ["http://vigie:3000", 0],
  ["http://vigie.test", 0],
  ["http://news.internal", 1],
])("finds nothing to warn about at %s behind %d proxies", (SITE_URL, TRUST_PROXY) => {
  expect(findAddressWarnings({ SITE_URL, TRUST_PROXY })).toEqual([]);
});

test("warns that all readers share one client's limits when https has no trusted proxy", () => {
  expect(findAddressWarnings({ SITE_URL: "https://news.example.org", TRUST_PROXY: 0 })).toEqual([
    expect.stringContaining("TRUST_PROXY=1"),
  ]);
});

test.each(["http://news.example.org", "http://8.8.8.8", "http://[2606:4700::1111]", "http://localhost.example.org"])(
  "warns that passwords cross the network unencrypted at %s",
  (SITE_URL) => {
    expect(findAddressWarnings({ SITE_URL, TRUST_PROXY: 1 })).toEqual([expect.stringContaining("SITE_URL=https://")]);
  },
);
