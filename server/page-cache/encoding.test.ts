import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseEncoding } from "./encoding.ts";

const all = () => true;

test.each([
  [undefined, "identity"],
  ["", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP", "gzip"],
  ["gzip;q=1.0, br;q=0.5", "gzip"],
  ["br;q=0, *", "gzip"],
  ["*", "br"],
  ["*;q=0", "identity"],
  ["identity;q=0", "identity"],
  ["identity;q=0, gzip", "gzip"],
  ["identity, gzip;q=0.1", "identity"],
  ["deflate, compress, zstd", "identity"],
  ["br;q=abc", "identity"],
  ["br;q=1.5", "identity"],
  ["br;q=-1", "identity"],
  [";;,,q=1", "identity"],
  [`${"x,".repeat(10_000)}br`, "identity"],
])("%s → %s", (header, expected) => {
  expect(chooseEncoding(header?.slice(0), all)).toBe(expected);
});

test("never chooses an encoding that is not available, whatever the header", () => {
  const part = fc.constantFrom(
    "br",
    "gzip",
    "identity",
    "*",
    "br;q=0",
    "gzip;q=0.3",
    "identity;q=0",
    "*;q=0",
    "zstd",
    "=;",
  );
  fc.assert(
    fc.property(fc.array(part), fc.boolean(), fc.boolean(), (parts, br, gzip) => {
      const chosen = chooseEncoding(parts.join(", "), (one) => one === "identity" || (one === "br" ? br : gzip));
      expect(chosen === "identity" || (chosen === "br" ? br : gzip)).toBe(true);
    }),
  );
});
