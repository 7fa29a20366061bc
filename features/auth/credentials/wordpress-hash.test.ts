import { readFileSync } from "node:fs";
import { hash as hashPassword, verify } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { signInMail } from "../mail/jobs.ts";
import { verifyPassword } from "../sign-in/verify-password.ts";
import { changePassword } from "./mutations.ts";
import { findHashProblem, isImportedHash, matchesImportedHash, siteHashPrefix } from "./wordpress-hash.ts";

/** Made by PHP 8.4 (`password_hash`, `md5`, phpass), as WordPress calls it. */
const samples: { form: string; password: string; hash: string }[] = JSON.parse(
  readFileSync(new URL("./wordpress-hashes.json", import.meta.url), "utf8"),
);

describe.each(samples)("$form", ({ hash, password }) => {
  test("matches its password, also with space around it, and no other", () => {
    expect([findHashProblem(hash), isImportedHash(hash)]).toEqual([undefined, true]);
    expect(matchesImportedHash({ stored: hash, password })).toBe(true);
    expect(matchesImportedHash({ stored: hash, password: ` ${password}\n` })).toBe(true);
    expect(matchesImportedHash({ stored: hash, password: `${password}.` })).toBe(false);
    expect(matchesImportedHash({ stored: hash, password: "" })).toBe(false);
  });
});

test("hashes passwords of this site with the parameters by which imported hashes are told apart", async () => {
  expect(await hashPassword("correct horse")).toSatisfy((hash: string) => hash.startsWith(siteHashPrefix));
});

test("refuses hashes that take seconds or much memory to check, and forms that nobody checks", () => {
  const phpass = samples[0]?.hash ?? "";
  const bcrypt = samples.find(({ hash }) => hash.startsWith("$2y$"))?.hash ?? "";
  const argon2 = samples.find(({ hash }) => hash.startsWith("$argon2"))?.hash ?? "";
  const allowed = [phpass.replace("$P$B", "$P$G"), bcrypt.replace("$05$", "$12$"), argon2];
  expect(allowed.map(findHashProblem)).toEqual([undefined, undefined, undefined]);
  const costly = [
    phpass.replace("$P$B", "$P$H"),
    phpass.replace("$P$B", "$P$S"),
    bcrypt.replace("$05$", "$31$"),
    bcrypt.replace("$05$", "$13$"),
    `$wp${bcrypt}`.replace("$05$", "$13$"),
    argon2.replace("m=65536", "m=65537"),
    argon2.replace("m=65536", "m=4194304"),
    argon2.replace("t=4", "t=5"),
    argon2.replace("t=4", "t=1000000"),
    argon2.replace("p=1", "p=2"),
  ];
  const unknown = [
    phpass.replace("$P$B", "$P$."),
    bcrypt.replace("$05$", "$03$"),
    argon2.replace("t=4", "t=0"),
    argon2.replace("m=65536", "m=7"),
    argon2.replace("argon2id", "argon2i"),
    // Base 64 that no byte string has: checking it would throw.
    `${siteHashPrefix}${"B".repeat(11)}$${"A".repeat(43)}`,
    bcrypt.replace("$2y$", "$2x$"),
    "",
    "*",
    "plain text",
    "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
    `${phpass}\n`,
    "a".repeat(1_000_000),
  ];
  for (const [problem, hashes] of [["costly", costly] as const, ["unknown", unknown] as const])
    for (const hash of hashes) {
      expect([hash, findHashProblem(hash)]).toEqual([hash, problem]);
      expect(matchesImportedHash({ stored: hash, password: "correct horse" })).toBe(false);
    }
});

test("hashes each password once, with a backslash before quotes as WordPress did", () => {
  const compare = vi.spyOn(bcrypt, "compareSync");
  const stored = samples.find(({ hash }) => hash.startsWith("$2y$"))?.hash ?? "";
  expect(matchesImportedHash({ stored, password: `l'ami "Bob" \\` })).toBe(false);
  expect(compare.mock.calls.map(([password]) => password)).toEqual([`l\\'ami \\"Bob\\" \\\\`]);
  compare.mockRestore();
});

describe("a member with a hash from WordPress", () => {
  const { db, sql, clear } = testDatabase();
  beforeEach(clear);
  const stored = async (id: number) =>
    (await sql<{ password_hash: string }[]>`select password_hash from members where id = ${id}`)[0]?.password_hash ??
    "";

  test.each(samples)(
    "signs in once with $form, and the stored hash is ours from then on",
    async ({ hash, password }) => {
      const id = await aMember(db, "ada", { email: "ada@example.org", passwordHash: hash });
      expect(await verifyPassword(db, "ada@example.org", "wrong")).toMatchObject({ ok: false, code: "signIn.wrong" });
      expect(await stored(id)).toBe(hash);
      expect(await verifyPassword(db, "Ada@example.org", password)).toMatchObject({
        ok: true,
        value: { memberId: id },
      });
      const replaced = await stored(id);
      expect(replaced).toMatch(/^\$argon2id\$/);
      expect(await verify(replaced, password)).toBe(true);
      expect(await verifyPassword(db, "ada@example.org", password)).toMatchObject({ ok: true });
    },
  );

  test("gets the mail that confirms the address at the first sign-in, and not at the second", async () => {
    await openQueue(await openJobs(), signInMail);
    await sql`delete from pgboss.job`;
    const { hash, password } = samples[0] ?? { hash: "", password: "" };
    await aMember(db, "ada", { email: "ada@example.org", passwordHash: hash });
    for (const typed of ["wrong", password, password]) await verifyPassword(db, "ada@example.org", typed);
    expect((await sql<{ data: object }[]>`select data from pgboss.job`).map(({ data }) => data)).toEqual([
      { letter: "confirm", email: "ada@example.org", next: "/account" },
    ]);
  });

  test("changes the password with the old one", async () => {
    const { hash, password } = samples[5] ?? { hash: "", password: "" };
    const id = await aMember(db, "ada", { email: "ada@example.org", passwordHash: hash });
    const viewer = { id, sessionId: "none", signedInAt: new Date(0) };
    const better = "onze mouettes en vadrouille";
    expect(await changePassword(db, viewer, { current: "wrong", password: better })).toMatchObject({
      fields: { current: "password.wrong" },
    });
    expect(await changePassword(db, viewer, { current: password, password: better })).toMatchObject({ ok: true });
    expect(await verify(await stored(id), better)).toBe(true);
  });
});
