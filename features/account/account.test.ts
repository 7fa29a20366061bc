import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { createMember } from "#features/members/mutations.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { upsertAuthor } from "#features/taxonomy/mutations.ts";
import { getAuthor } from "#features/taxonomy/queries.ts";
import { removeAvatar, setAvatar } from "./avatar.ts";
import { changeProfile, resumeMail } from "./mutations.ts";
import { findAccount } from "./queries.ts";
import { profileSchema } from "./schema.ts";

const { db, sql, clear } = testDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), "vigie-account-"));
process.env.DATA_DIR = dataDir;
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const plain = { name: "Ada Lovelace", handle: "ada-lovelace", biography: "", shown: true };

async function aMember(name = plain.name, role: "reader" | "admin" = "reader"): Promise<number> {
  const email = `${name
    .normalize("NFD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, ".")}@example.org`;
  const made = await createMember(db, { email, name, role, password: "quatre tuiles sur un phare" });
  if (!made.ok) throw new Error(made.code);
  // Rate limits are also kept in memory by member id: ids must not repeat.
  return made.value.id;
}

let from = 1;
beforeEach(async () => {
  await clear();
  from += 100;
  await sql.unsafe(`alter table members alter column id restart with ${from}`);
});

test("mails are resumed after a bounce or a complaint, not against the staff's decision", async () => {
  const id = await aMember();
  const email = (await findAccount(db, id))?.email ?? "";
  for (const reason of ["bounce", "complaint"] as const) {
    await suppress(db, email, reason);
    expect(await resumeMail(db, id)).toMatchObject({ ok: true });
    expect(await isSuppressed(db, email)).toBe(false);
  }
  await suppress(db, email, "staff");
  expect(await resumeMail(db, id)).toMatchObject({ ok: true });
  expect(await isSuppressed(db, email)).toBe(true);
  expect(await resumeMail(db, id + 99_999)).toMatchObject({ ok: false });
});

describe("the profile", () => {
  test("is stored as typed, trimmed", async () => {
    const id = await aMember();
    const done = await changeProfile(db, id, {
      name: "Ada  Byron",
      handle: "ada",
      biography: "Une ligne\r\n\u202edeux\u0000 lignes  ",
      shown: false,
    });
    expect(done).toEqual({ ok: true, value: undefined });
    const account = await findAccount(db, id);
    expect(account).toMatchObject({ name: "Ada Byron", handle: "ada", biography: "Une ligne\ndeux lignes" });
    expect(account?.profileHiddenAt).toBeInstanceOf(Date);
  });

  test("names a fediverse account on the bylines of staff only, until it is cleared or the member deletes the account", async () => {
    const id = await aMember();
    await upsertAuthor(db, { handle: "ada-b", name: "Ada", memberId: id });
    const fediverse = "@ada@mastodon.social";
    const shown = async () => (await getAuthor(db, "ada-b"))?.fediverse;
    await changeProfile(db, id, { ...plain, handle: "ada", fediverse });
    expect(await shown()).toBe("");
    await db.update(members).set({ role: "contributor" }).where(eq(members.id, id));
    await changeProfile(db, id, { ...plain, handle: "ada", fediverse });
    expect(await shown()).toBe(fediverse);
    await changeProfile(db, id, { ...plain, handle: "ada" });
    expect(await shown()).toBe(fediverse);
    await changeProfile(db, id, { ...plain, handle: "ada", fediverse: "" });
    expect(await shown()).toBe("");
  });

  test.each([
    ["ada@Mastodon.Social", "@ada@mastodon.social"],
    [" ", ""],
    [undefined, undefined],
  ])("reads the account %s as %s", (typed, fediverse) => {
    const form = { name: "Ada", handle: "ada", biography: "", fediverse: typed };
    expect(profileSchema.parse(form)).toMatchObject(fediverse === undefined ? {} : { fediverse });
    expect(profileSchema.safeParse({ ...form, fediverse: "ada" }).success).toBe(false);
  });

  test("redirects each former handle to the current one and lets its owner take it back", async () => {
    const id = await aMember();
    for (const handle of ["ada", "comtesse"]) {
      expect(await changeProfile(db, id, { ...plain, handle })).toMatchObject({ ok: true });
    }
    expect(await sql`select from_path, to_path from redirects order by from_path`).toEqual([
      { from_path: "/members/ada", to_path: "/members/comtesse" },
      { from_path: "/members/ada-lovelace", to_path: "/members/comtesse" },
    ]);
    expect(await resolveRedirect(db, "/members/Ada-Lovelace")).toBe("/members/comtesse");
    const eve = await aMember("Eve");
    expect(await changeProfile(db, eve, { ...plain, name: "Eve", handle: "ada" })).toMatchObject({
      fields: { handle: "handle.taken" },
    });
    expect(await changeProfile(db, id, { ...plain, handle: "ada" })).toMatchObject({ ok: true });
    expect(await resolveRedirect(db, "/members/comtesse")).toBe("/members/ada");
    expect(await resolveRedirect(db, "/members/ada")).toBeNull();
    expect(await changeProfile(db, id, { ...plain, handle: "encore" })).toMatchObject({
      fields: { handle: "handle.tooOften" },
    });
  });

  test.each([
    [{ name: "Adm1n" }, { name: "name.reserved" }],
    [{ name: "a\u202eb" }, { name: "name.characters" }],
    [{ name: "Membre supprimé" }, { name: "name.reserved" }],
    [{ name: "C1aire Morneau" }, { name: "name.reserved" }],
    [{ handle: "vigie" }, { handle: "handle.reserved" }],
    [{ handle: "claire-morneau" }, { handle: "handle.reserved" }],
    [{ handle: "deleted-7" }, { handle: "handle.reserved" }],
    [{ handle: "ab" }, { handle: "handle.shape" }],
    [{ handle: "a".repeat(41) }, { handle: "handle.shape" }],
    [{ biography: "x".repeat(601) }, { biography: "biography.tooLong" }],
  ])("refuses %j beside its field and changes nothing", async (wrong, fields) => {
    const id = await aMember();
    await aMember("Claire Morneau", "admin");
    expect(await changeProfile(db, id, { ...plain, biography: "Moi", ...wrong })).toMatchObject({ ok: false, fields });
    expect(await findAccount(db, id)).toMatchObject({ name: plain.name, handle: plain.handle, biography: "" });
  });

  test("gives a handle to one of two concurrent requests and refuses the other", async () => {
    const ids = [await aMember("Ada Un"), await aMember("Ada Deux")];
    const done = await Promise.all(ids.map((id) => changeProfile(db, id, { ...plain, handle: "ada" })));
    expect(done.filter((one) => one.ok)).toHaveLength(1);
    expect(done.find((one) => !one.ok)).toMatchObject({ fields: { handle: "handle.taken" } });
  });

  test("lets staff keep a reserved name", async () => {
    const id = await aMember("Rédaction", "admin");
    const [row] = await sql<{ handle: string }[]>`select handle from members where id = ${id}`;
    expect(await changeProfile(db, id, { ...plain, name: "La rédaction", handle: row?.handle ?? "" })).toMatchObject({
      ok: true,
    });
  });
});

describe("the picture", () => {
  const picture = (colour: string) =>
    sharp({ create: { width: 800, height: 400, channels: 3, background: colour } })
      .jpeg()
      .withExif({ IFD0: { Artist: "Ada" } })
      .toBuffer();
  const fileOf = (id: string | null) => path.join(dataDir, "media", masterKey(id ?? "", "jpeg"));
  const kept = async () => (await sql<{ id: string }[]>`select id from media`).map((row) => row.id);

  test("is stored as a small square without metadata, replaces the former row and file, and can be removed", async () => {
    const id = await aMember();
    const first = await setAvatar(db, id, await picture("#aa3300"));
    if (!first.ok) throw new Error(first.code);
    const { width, height, exif } = await sharp(fileOf(first.value.mediaId)).metadata();
    expect([width, height, exif]).toEqual([320, 320, undefined]);
    const second = await setAvatar(db, id, await picture("#0033aa"));
    if (!second.ok) throw new Error(second.code);
    expect(existsSync(fileOf(first.value.mediaId))).toBe(false);
    expect(await kept()).toEqual([second.value.mediaId]);
    // The same file gives the same picture.
    expect(await setAvatar(db, id, await picture("#0033aa"))).toEqual(second);
    expect(existsSync(fileOf(second.value.mediaId))).toBe(true);
    await removeAvatar(db, id);
    await removeAvatar(db, id);
    expect(await kept()).toEqual([]);
    expect(existsSync(fileOf(second.value.mediaId))).toBe(false);
  });

  test("is stored apart for two members with the same file and removed with its owner", async () => {
    const [ada, eve] = [await aMember("Ada"), await aMember("Eve")];
    const bytes = await picture("#00aa33");
    await setAvatar(db, ada, bytes);
    const hers = await setAvatar(db, eve, bytes);
    await removeAvatar(db, ada);
    expect(await kept()).toEqual([hers.ok && hers.value.mediaId]);
    expect(await findAccount(db, eve)).toMatchObject({ avatarMediaId: hers.ok && hers.value.mediaId });
  });

  test.each([
    ["nothing", Buffer.alloc(0), "picture.empty"],
    ["words", Buffer.from("bonjour"), "picture.notAPicture"],
    ["a drawing with scripts", Buffer.from("<svg onload='alert(1)'/>"), "picture.svg"],
    ["a picture cut short", Buffer.from("ffd8ffe000104a464946", "hex"), "picture.broken"],
    ["eight megabytes", Buffer.alloc(8 * 1024 * 1024), "picture.tooLarge"],
  ])("refuses %s beside the field", async (_, bytes, code) => {
    const id = await aMember();
    expect(await setAvatar(db, id, bytes)).toMatchObject({ ok: false, fields: { avatar: code } });
    expect(await kept()).toEqual([]);
  });
});

test("changes of one member's handle that arrive at once do not wait for each other's connections", async () => {
  const id = await aMember();
  const changes = Array.from({ length: 30 }, (_, n) =>
    changeProfile(db, id, { name: "Ada", handle: `handle-${n}`, biography: "", shown: true }),
  );
  const changed = (await Promise.all(changes)).filter(({ ok }) => ok);
  expect(changed).toHaveLength(3);
});
