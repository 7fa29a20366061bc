import { expect, test } from "vitest";
import { findMissingLine, readGuide } from "./guide-blocks.ts";

const page = `# A guide
## Before
\`\`\`sh
rm -r /
\`\`\`
## Step 1: begin
Some text, then:

On **A** and **B**:
\`\`\`sh
one
two
\`\`\`
It prints:
\`\`\`text
done
\`\`\`
In every shell:
\`\`\`sh
. functions
\`\`\`
On **C**:
\`\`\`sh
three
\`\`\`
For example:
\`\`\`sh
not run
\`\`\`
`;

test("only blocks that name their machines are run", () => {
  const blocks = [
    { machines: ["A", "B"], script: "one\ntwo", expected: ["done"] },
    { machines: ["C"], script: ". functions\nthree", expected: undefined },
  ];
  expect(readGuide(page)).toEqual([{ title: "Step 1: begin", blocks }]);
});

test("what is printed may have other spaces, further lines, and anything where the page has an ellipsis", () => {
  expect(findMissingLine(["| pg1 | … | 3"], "x\n|  pg1 |  Leader | 3\n")).toBeUndefined();
  expect(findMissingLine(["ok: …"], "ok: 5 ms")).toBeUndefined();
  expect(findMissingLine(["ok"], "ok then")).toBe("ok");
  expect(findMissingLine(["a", "b …"], "a\n b")).toBe("b …");
});
