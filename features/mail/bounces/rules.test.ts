import { expect, test } from "vitest";
import { findStatusCode, weighBounce } from "./rules.ts";

test.each(["5.1.1", "5.1.2", "5.1.10", "5.2.1", "5.4.1", "5.4.310"])("%s says that there is no such mailbox", (code) =>
  expect(weighBounce(code)).toBe("hard"),
);

test.each(["5.2.2", "5.2.3", "5.7.1", "5.7.26", "5.4.6", "5.0.0", "4.1.1", "4.4.7", "4.2.2", ""])(
  "%s says nothing for good about the mailbox",
  (code) => expect(weighBounce(code)).toBe("soft"),
);

test.each([
  ["550 5.1.1 <x@example.org>: unknown", "5.1.1"],
  ["550-5.1.1 The email account", "5.1.1"],
  ["smtp; 450 4.02.02 over quota", "4.2.2"],
  ["connected to 192.0.2.5.1.1 at 5.1.1.9", ""],
  ["see 1.2.3", ""],
])("the status code of %j is %j", (text, code) => expect(findStatusCode(text)).toBe(code));
