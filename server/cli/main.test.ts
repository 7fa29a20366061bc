import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";

const { url } = testDatabase();
const compiled = { NODE_COMPILE_CACHE: join(process.cwd(), "node_modules", ".cache", "node") };
const env = { PATH: process.env.PATH, DATABASE_URL: url, NODE_ENV: "test" as const, ...compiled };

/** Runs the command line as an operator does, against this file's database. */
async function vigie(args: string[], input: string, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["server/cli/main.ts", ...args], { env: { ...env, ...more } });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

test("reads a password from standard input without echoing it", async () => {
  const create = ["user", "create", "--name", "Ada", "--role", "moderator", "--json", "--email", "ada@b.org"];
  const given = await vigie([...create, "--password-stdin"], "a long enough one\n");
  expect(given).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(given.out)).toEqual({
    id: expect.any(Number),
    handle: "ada",
    email: "ada@b.org",
    role: "moderator",
  });
});

test("reports a wrong environment in one clear line and in the exit code", async () => {
  const { code, out, err } = await vigie(["migrate"], "", { DATABASE_URL: "mysql://x" });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^DATABASE_URL=mysql:\/\/x is not usable: it must be an address .*\.\n$/);
});

test("ends without an error when the reader of its output closes the pipe", async () => {
  for (const args of [["help"], ["feeds", "export"], ["settings", "get", "--json"]]) {
    const child = spawn(process.execPath, ["server/cli/main.ts", ...args], { env });
    child.stdin.end();
    child.stdout.destroy();
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    expect(await text(child.stderr), args.join(" ")).toBe("");
    expect(await ended, args.join(" ")).toBe(0);
  }
});
