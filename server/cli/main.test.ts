import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { members } from "#db/schema/members.ts";
import { testDatabase } from "#db/testing.ts";

const { db, url } = testDatabase();

/** The command line as an operator calls it, against this file's database. */
async function vigie(
  args: string[],
  input = "",
  more: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["server/cli/main.ts", ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, NODE_ENV: "test", ...more },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

const commandFiles = readdirSync(`${import.meta.dirname}/commands`).filter((name) => !name.endsWith(".test.ts"));

test.concurrent.each(commandFiles.map((name) => name.replace(".ts", "")))("%s has a help", async (name) => {
  const { code, out } = await vigie([name, "--help"]);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: vigie ${name}`);
});

test.concurrent.each([
  [["nope"], /^There is no command nope\. Commands: .*migrate.*settings.*\.\n$/],
  [["settings", "nope"], /^There is no command settings nope\. After settings: get, set\.\n$/],
  [["settings", "get", "site.nam"], /^There is no setting site\.nam\. Known settings: site\.name, .*\n$/],
  [["settings", "set", "related.count", "99"], /^related\.count must be a whole number from 0 to 12\.\n$/],
  [["settings", "set", "pages.legal", "--file", "/no/such/file"], /^[^\n]*\/no\/such\/file[^\n]*\n$/],
  [["user", "role", "no@body.org", "admin"], /^No account has the address no@body\.org\.\n$/],
  [["user", "role", "no@body.org", "king"], /^There is no role king\. Roles: reader, .*\.\n$/],
  [["user", "create", "--email", "a@b.org"], /^required option '--name <name>' not specified\n/],
  [
    ["user", "create", "--email", "a b", "--name", "A", "--role", "admin", "--password", "short"],
    /not valid.*too short/,
  ],
])("%j fails with one clear line", async (args, line) => {
  const { code, out, err } = await vigie(args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(line);
  expect(err).not.toMatch(/\n\s+at /);
});

test("settings are changed and read back, also from standard input", async () => {
  expect(await vigie(["settings", "set", "site.name", "Le Guet"])).toMatchObject({
    code: 0,
    out: 'site.name = "Le Guet"\n',
  });
  await vigie(["settings", "set", "pages.legal"], "# Éditeur\n");
  const { out } = await vigie(["settings", "get", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ "site.name": "Le Guet", "pages.legal": "# Éditeur", "related.count": 6 });
  expect(await vigie(["settings", "get", "site.name"])).toMatchObject({ out: "Le Guet\n" });
});

test("a path is meant from where npm was called", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-cli-"));
  writeFileSync(join(folder, "privacy.md"), "# Données\n");
  const set = ["settings", "set", "pages.privacy", "--file", "privacy.md"];
  expect(await vigie(set, "", { INIT_CWD: folder })).toMatchObject({ code: 0, out: 'pages.privacy = "# Données"\n' });
  rmSync(folder, { recursive: true });
});

test("a member is created once; the password comes unseen, or is made and shown once", async () => {
  const create = ["user", "create", "--name", "Ada", "--role", "moderator", "--json"];
  const given = await vigie([...create, "--email", "ada@b.org", "--password-stdin"], "a long enough one\n");
  expect(given).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(given.out)).toEqual({
    id: expect.any(Number),
    handle: "ada",
    email: "ada@b.org",
    role: "moderator",
  });
  const made = await vigie([...create, "--email", "bob@b.org"]);
  expect(JSON.parse(made.out).password).toMatch(/^[\w-]{16}$/);
  const again = await vigie([...create, "--email", "ADA@b.org", "--password-stdin"], "a long enough one\n");
  expect(again).toMatchObject({ code: 1, err: "The address ADA@b.org already has an account.\n" });
  expect(await db.select().from(members)).toHaveLength(2);
});

test("the last administrator is demoted only by who says so", async () => {
  await vigie(["user", "create", "--name", "Root", "--role", "admin", "--email", "root@b.org"]);
  const role = ["user", "role", "root@b.org", "editor"];
  const refusal = await vigie(role);
  expect(refusal).toMatchObject({ code: 1, out: "" });
  expect(refusal.err).toMatch(/^root@b\.org is the last person who administers the site, .* --force .*\.\n$/);
  expect(await vigie([...role, "--force"])).toMatchObject({
    code: 0,
    out: "root@b.org is now editor (was admin).\n",
  });
});

test("migrate says that there is nothing to do", async () => {
  expect(await vigie(["migrate", "--json"])).toMatchObject({ code: 0, out: '{\n  "applied": 0\n}\n' });
});

test("a wrong environment is one clear line", async () => {
  const child = spawn(process.execPath, ["server/cli/main.ts", "migrate"], {
    env: { PATH: process.env.PATH, DATABASE_URL: "mysql://x", NODE_ENV: "test" },
  });
  const err = await text(child.stderr);
  expect(err).toMatch(/^DATABASE_URL=mysql:\/\/x is not usable: it must be an address .*\.\n$/);
});
