import { expect, test } from "vitest";
import { printableText } from "./printable-text.ts";

test("takes control characters out of what is written to a terminal, and nothing else", () => {
  expect(printableText("a\u001b]0;title\u0007b\u009b2Jc\r")).toBe("a\ufffd]0;title\ufffdb\ufffd2Jc\ufffd");
  expect(printableText("Été “2026”\n\tü 日本 👩‍👧")).toBe("Été “2026”\n\tü 日本 👩‍👧");
});
