import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("plain Node loads the actions that the page server runs, with Next 16.4.6", () => {
  const program = `
    const { resolveNextInNode } = await import("#server/page-cache/next/node-resolution.ts");
    resolveNextInNode();
    const { runMemberAction } = await import("#server/http/member-actions.ts");
    console.log(typeof runMemberAction);`;
  const options = ["--input-type=module", "--disable-warning=ExperimentalWarning", "-e", program];
  expect(execFileSync(process.execPath, options, { encoding: "utf8", cwd: process.cwd() })).toBe("function\n");
});

test("plain Node loads the page server without the hook", () => {
  const program = 'console.log(typeof (await import("#server/http/page-server.ts")).openPageServer);';
  const options = ["--input-type=module", "--disable-warning=ExperimentalWarning", "-e", program];
  expect(execFileSync(process.execPath, options, { encoding: "utf8", cwd: process.cwd() })).toBe("function\n");
});
