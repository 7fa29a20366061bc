import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { issueToken } from "#features/auth/tokens.ts";
import { addComments } from "#features/comments/mutations.ts";
import { createMember } from "#features/members/mutations.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { createExportArchive } from "./archive.ts";

const { db, sql, clear } = testDatabase();
const folder = mkdtempSync(path.join(tmpdir(), "vigie-export-"));
process.env.DATA_DIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let ada = 0;
let eve = 0;
beforeEach(async () => {
  await clear();
  const make = async (name: string) => {
    const email = `${name.toLowerCase()}@example.org`;
    const made = await createMember(db, { email, name, role: "reader", password: "quatre tuiles sur un phare" });
    if (!made.ok) throw new Error(made.code);
    return made.value.id;
  };
  ada = await make("Ada");
  eve = await make("Eve");
});

/** Unpacks a member's archive by its central directory (APPNOTE 4.3.12). */
async function unpacked(memberId: number): Promise<{ names: string[]; read: (name: string) => string }> {
  const archive = await createExportArchive(db, memberId);
  if (!archive) throw new Error("no archive");
  const zip = await buffer(archive);
  const files = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06"));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const start = zip.readUInt32LE(at + 42);
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    files.set(name, inflateRawSync(zip.subarray(data, data + zip.readUInt32LE(at + 20))).toString("utf8"));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return { names: [...files.keys()], read: (name) => files.get(name) ?? "" };
}

test("exports everything of the member, readable and for programs, and nothing of others or secret", async () => {
  const given = { slug: "un", title: "Un <titre>", lead: "", bodyHtml: "<p>Un</p>", status: "published" } as const;
  const { id } = await upsertArticle(db, { ...given, publishedAt: new Date() });
  const said = (body: string, memberId: number) => ({
    key: body,
    memberId,
    status: "visible" as const,
    bodySource: body,
    bodyHtml: `<p>${body}</p>`,
    createdAt: new Date(),
  });
  // More than one batch.
  const many = Array.from({ length: 1_050 }, (_, i) => said(`Mot ${i}`, ada));
  await addComments(db, id, [...many, said("Secret de Eve", eve)]);
  await rateArticle(db, id, ada, 4);
  await startSession(db, ada, "password", "Firefox <b>");
  await issueToken(db, "reset", ada);
  await sql`insert into mutes (member_id, muted_id) values (${ada}, ${eve})`;
  const { names, read } = await unpacked(ada);
  expect(names).toEqual(["index.html", "data.json"]);
  const data = JSON.parse(read("data.json"));
  expect(data.comments).toHaveLength(1_050);
  expect(data.comments[1_049]).toMatchObject({ text: "Mot 1049", status: "visible" });
  expect(data).toMatchObject({
    profile: { name: "Ada", email: "ada@example.org", hasPassword: true },
    ratings: [{ stars: 4, article: "Un <titre>" }],
    muted: [{ handle: "eve" }],
    sessions: [{ device: "Firefox <b>" }],
  });
  const page = read("index.html");
  expect(page).toContain("Mot 1049");
  expect(page).toContain("Firefox &lt;b&gt;");
  expect(page).toContain("<th>Adresse électronique</th><td>ada@example.org</td>");
  expect(page).toContain("<td>mot de passe</td>");
  // Database column names are for programs only.
  expect(page).not.toMatch(/<th>[a-z]+[A-Z]|account\.export|<td>(reader|password)</);
  for (const text of [page, read("data.json")]) {
    expect(text).not.toContain("Secret de Eve");
    expect(text).not.toContain("eve@example.org");
    expect(text).not.toContain("argon2");
    const [session] = await sql<{ id: string }[]>`select id from member_sessions`;
    expect(text).not.toContain(session?.id);
  }
});

test("exports a complete archive for a member without content, and none for a deleted one", async () => {
  const { read } = await unpacked(eve);
  expect(JSON.parse(read("data.json"))).toMatchObject({ profile: { name: "Eve" }, ratings: [], comments: [] });
  await sql`update members set deleted_at = now() where id = ${eve}`;
  expect(await createExportArchive(db, eve)).toBeUndefined();
});
