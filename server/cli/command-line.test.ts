import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { testDatabase } from "#db/testing.ts";
import { runInProcess } from "./testing.ts";

// In this process: main.test.ts starts the program as an operator does. Each command closes the connection that it used.
const { url } = testDatabase();

const run = (args: string[]) => runInProcess(...args);

const commandFiles = readdirSync(`${import.meta.dirname}/commands`).filter((name) => !name.endsWith(".test.ts"));

test.each(commandFiles.map((name) => name.replace(".ts", "")))("%s has a help", async (name) => {
  const { code, out } = await run([name, "--help"]);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: vigie ${name}`);
});

test.each([
  [["nope"], /^There is no command nope\. Commands: .*migrate.*settings.*\.\n$/],
  [["settings", "nope"], /^There is no command settings nope\. After settings: get, set\.\n$/],
  [["settings", "get", "site.nam"], /^There is no setting site\.nam\. Known settings: site\.name, .*\n$/],
  [["settings", "set", "related.count", "99"], /^related\.count must be a whole number from 0 to 12\.\n$/],
  [["settings", "set", "pages.legal", "--file", "/no/such/file"], /^[^\n]*\/no\/such\/file[^\n]*\n$/],
  [["user", "role", "no@body.org", "admin"], /^There is no account for no@body\.org\.\n$/],
  [["user", "role", "no@body.org", "king"], /^There is no role king\. Roles: reader, .*\.\n$/],
  [["user", "create", "--email", "a@b.org"], /^required option '--name <name>' not specified\n/],
  [
    ["user", "create", "--email", "a b", "--name", "A", "--role", "admin", "--password", "short"],
    /isn’t valid.*too short/,
  ],
])("%j fails with one clear line", async (args, line) => {
  const { code, out, err } = await run(args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(line);
  expect(err).not.toMatch(/\n\s+at /);
});

test("settings are changed and read back", async () => {
  expect(await run(["settings", "set", "site.name", "Le Guet"])).toMatchObject({
    code: 0,
    out: 'site.name = "Le Guet"\n',
  });
  const { out } = await run(["settings", "get", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ "site.name": "Le Guet", "related.count": 6 });
  expect(await run(["settings", "get", "site.name"])).toMatchObject({ out: "Le Guet\n" });
});

test("resolves a path against the folder in which npm was called", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-cli-"));
  writeFileSync(join(folder, "privacy.md"), "# Données\n");
  process.env.INIT_CWD = folder;
  const set = ["settings", "set", "pages.privacy", "--file", "privacy.md"];
  expect(await run(set)).toMatchObject({ code: 0, out: 'pages.privacy = "# Données"\n' });
  delete process.env.INIT_CWD;
  rmSync(folder, { recursive: true });
});

test("creates a member once, and shows a generated password once", async () => {
  const create = ["user", "create", "--name", "Bob", "--role", "moderator", "--json"];
  const made = await run([...create, "--email", "bob@b.org"]);
  expect(JSON.parse(made.out)).toMatchObject({ handle: "bob", password: expect.stringMatching(/^[\w-]{16}$/) });
  const again = await run([...create, "--email", "BOB@b.org"]);
  expect(again).toMatchObject({ code: 1, err: "There is already an account for BOB@b.org.\n" });
  const { db, close } = connect(url);
  expect(await db.select({ email: members.email }).from(members)).toEqual([{ email: "bob@b.org" }]);
  await close();
});

test("demotes the last administrator only with the explicit option", async () => {
  await run(["user", "create", "--name", "Root", "--role", "admin", "--email", "root@b.org"]);
  const role = ["user", "role", "root@b.org", "editor"];
  const refusal = await run(role);
  expect(refusal).toMatchObject({ code: 1, out: "" });
  expect(refusal.err).toMatch(/^root@b\.org is the last person who administers the site, .* --force .*\.\n$/);
  expect(await run([...role, "--force"])).toMatchObject({
    code: 0,
    out: "root@b.org is now editor (was admin).\n",
  });
});

test("migrate reports that there is nothing to do", async () => {
  expect(await run(["migrate", "--json"])).toMatchObject({ code: 0, out: '{\n  "applied": 0\n}\n' });
});

test("an option after a subcommand is the subcommand's, also if the command has one of that name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-options-"));
  const [backup, key] = [join(folder, "x.tar.zst"), join(folder, "key")];
  writeFileSync(backup, "no archive");
  writeFileSync(key, "a passphrase of this test");
  const { code, err } = await run(["backup", "verify", backup, "--quick", "--passphrase-file", key]);
  rmSync(folder, { recursive: true });
  // Only because the key was read.
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^The backup is not encrypted, although/) });
  const listed = await run(["backup", "list", "--json"]);
  expect(listed).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(listed.out)).toBeInstanceOf(Array);
});
