import { readFileSync } from "node:fs";
import { verify } from "@node-rs/argon2";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { signInMail } from "../mail/jobs.ts";
import { verifyPassword } from "../sign-in/verify-password.ts";
import { changePassword } from "./mutations.ts";
import { isCheckableHash, isWordPressHash, matchesWordPressHash } from "./wordpress-hash.ts";

/** Made by PHP 8.4 (`password_hash`, `md5`, phpass), as WordPress calls it. */
const samples: { form: string; password: string; hash: string }[] = JSON.parse(
  readFileSync(new URL("./wordpress-hashes.json", import.meta.url), "utf8"),
);
const ofWordPress = samples.filter(({ hash }) => isWordPressHash(hash));

describe.each(ofWordPress)("$form", ({ hash, password }) => {
  test("matches its password, also with space around it, and no other", () => {
    expect(isCheckableHash(hash)).toBe(true);
    expect(matchesWordPressHash({ stored: hash, password })).toBe(true);
    expect(matchesWordPressHash({ stored: hash, password: ` ${password}\n` })).toBe(true);
    expect(matchesWordPressHash({ stored: hash, password: `${password}.` })).toBe(false);
    expect(matchesWordPressHash({ stored: hash, password: "" })).toBe(false);
  });
});

test("refuses hashes that would cost minutes, and forms that nobody checks", () => {
  const phpass = samples[0]?.hash ?? "";
  const bcrypt = samples.find(({ hash }) => hash.startsWith("$2y$"))?.hash ?? "";
  const argon2 = samples.find(({ hash }) => hash.startsWith("$argon2"))?.hash ?? "";
  expect([phpass, bcrypt, argon2].map(isCheckableHash)).toEqual([true, true, true]);
  for (const hash of [
    phpass.replace("$P$B", "$P$S"),
    phpass.replace("$P$B", "$P$."),
    bcrypt.replace("$05$", "$31$"),
    bcrypt.replace("$05$", "$15$"),
    `$wp${bcrypt}`.replace("$05$", "$31$"),
    argon2.replace("m=65536", "m=4194304"),
    argon2.replace("t=4", "t=1000000"),
    "",
    "*",
    "plain text",
    "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
    `${phpass}\n`,
    "a".repeat(1_000_000),
  ]) {
    expect(isCheckableHash(hash)).toBe(false);
    expect(matchesWordPressHash({ stored: hash, password: "correct horse" })).toBe(false);
  }
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
