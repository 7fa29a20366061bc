import { expect, test } from "vitest";
import { splitAddress } from "./split-address.ts";

test.each([
  ["/a", "/a", ""],
  ["/a?", "/a", ""],
  ["/a?b=1&c=?", "/a", "b=1&c=?"],
  ["?b", "", "b"],
  ["/a\n?b\nc", "/a\n", "b\nc"],
  ["", "", ""],
])("splits %j", (address, path, query) => {
  expect(splitAddress(address)).toEqual({ path, query });
});
