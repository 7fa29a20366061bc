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
  await sql`update members set confirmed_at = now() where id = ${ada}`;
  for (const address of ["ADA@example.org", "eve@example.org"]) {
    const [row] =
      await sql`insert into newsletter_subscribers (address, rhythm, link_key) values (${address}, 'weekly', '') returning id`;
    await sql`insert into newsletter_consents (subscriber_id, event, via, consent_text, page, topics, rhythm, alerts) values (${row?.id}, 'subscribed', 'confirmation', 'Texte', '/', '{Failles,Spam}', 'weekly', false)`;
  }
  const { names, read } = await unpacked(ada);
  expect(names).toEqual(["index.html", "data.json"]);
  const data = JSON.parse(read("data.json"));
  expect(data.comments).toHaveLength(1_050);
  expect(data.comments[1_049]).toMatchObject({ text: "Mot 1049", status: "visible" });
  expect(data).toMatchObject({
    profile: { name: "Ada", email: "ada@example.org", hasPassword: true },
    ratings: [{ stars: 4, article: "Un <titre>" }],
    muted: [{ handle: "eve" }],
    subscriptions: [{ subscription: "active", rhythm: "weekly" }],
    consents: [{ event: "subscribed", topics: "Failles, Spam", consentText: "Texte" }],
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
  await sql`insert into newsletter_subscribers (address, rhythm, link_key) values ('eve@example.org', 'weekly', '')`;
  await sql`update members set confirmed_at = null where id = ${eve}`;
  const { read } = await unpacked(eve);
  // Her address is not confirmed, so the subscription may be somebody else's.
  expect(JSON.parse(read("data.json"))).toMatchObject({
    profile: { name: "Eve" },
    ratings: [],
    comments: [],
    subscriptions: [],
  });
  await sql`update members set deleted_at = now() where id = ${eve}`;
  expect(await createExportArchive(db, eve)).toBeUndefined();
});
