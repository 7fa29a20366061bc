import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { comments, decisionMails, members, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { mailGraceSeconds } from "#features/decision-history/jobs.ts";
import type { Role } from "#features/members/rules.ts";
import { closeJobs } from "#lib/jobs.ts";
import { decodeMail } from "#lib/mail/mail-testing.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import { type Decision, decide } from "../decisions/decide.ts";
import { decideOrThrow } from "../decisions/testing.ts";
import { undoDecision } from "../decisions/undo.ts";
import { sendDecisionMails } from "./mail.ts";

const { db, clear } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-mails-"));
process.env.DATA_DIR = folder;
process.env.AUTH_SECRET = "a secret of this test";
const people: Record<string, number> = {};
let articleId = 0;
let seen = new Set<string>();

afterAll(async () => {
  await closeJobs();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await clear();
  const input = { status: "published", title: "Fil <b>& « Cie »", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, slug: "fil", publishedAt: new Date() })).id;
  const roles: [string, Role][] = [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
  ];
  for (const [handle, role] of roles) {
    const [row] = await db
      .insert(members)
      .values({ name: handle, handle, role, email: `${handle}@example.org`, confirmedAt: new Date() })
      .returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  seen = new Set(files());
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
const modo = () => ({ id: memberIdOf("modo") });
const jeanne = () => ({ kind: "member" as const, id: memberIdOf("jeanne") });
const later = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const afterGrace = () => later(mailGraceSeconds + 1);
const send = (now = afterGrace(), handle = "jeanne") => sendDecisionMails(db, memberIdOf(handle), now);

function files(): string[] {
  try {
    return readdirSync(join(folder, "mail")).sort();
  } catch {
    return [];
  }
}
/** The mails sent since the start of the test, decoded. */
function mails(): string[] {
  return files()
    .filter((name) => !seen.has(name))
    .map((name) => decodeMail(readFileSync(join(folder, "mail", name))));
}
async function write(text = "Du texte <script>", status: "visible" | "pending" = "visible"): Promise<number> {
  const one = {
    key: "k",
    memberId: memberIdOf("jeanne"),
    status,
    bodySource: text,
    bodyHtml: "<p>x</p>",
    createdAt: new Date(),
  };
  return (await addComments(db, articleId, [one])).get("k") ?? 0;
}
const decided = (decision: Decision) => decideOrThrow(db, decision);
const reject = (id: number, actor = modo()) =>
  decided({ actor, subject: { kind: "comment", id }, action: "reject", reason: "respect" });
const ban = (taken?: "remove") =>
  decided({ actor: modo(), subject: jeanne(), action: "ban", reason: "spam", comments: taken });

describe("after the grace", () => {
  test("sends one mail with the decision, the rule and how to appeal, in text and HTML, without the comment's text", async () => {
    const id = await write("MOTS SECRETS");
    const decision = await reject(id);
    await send(later(mailGraceSeconds / 2));
    expect(mails()).toEqual([]);
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain("To: jeanne@example.org");
    expect(mail).toContain("Votre commentaire sur « Fil <b>& “Cie” » a été refusé.");
    expect(mail).toContain("Fil &lt;b&gt;&amp; “Cie”");
    expect(mail).toMatch(/La règle : .*\nhttp.*\/rules#respect\n/);
    expect(mail).toContain("Décision prise par une personne, sans automatisme.");
    expect(mail).toMatch(/contester cette décision sans frais pendant six mois, jusqu’au/);
    expect(mail).toMatch(new RegExp(`/account/decisions/${decision}\\?link=[\\w.-]+`));
    expect(mail).not.toContain("SECRETS");
    await send();
    expect(mails()).toHaveLength(1);
  });

  test("sends a refusal and the text for its author in one mail, with the title of the refusal", async () => {
    const id = await write();
    await decided({
      actor: modo(),
      subject: { kind: "comment", id },
      action: "reject",
      reason: "respect",
      note: "Bonjour,\n\nrestez courtois.",
      toAuthor: true,
    });
    const other = await write();
    await decided({
      actor: modo(),
      subject: { kind: "comment", id: other },
      action: "reject",
      reason: "spam",
      note: "À nous",
    });
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toMatch(/a été refusé\.\s+La modération vous écrit :\s+Bonjour,\s+restez courtois\./);
    expect(mail).toContain("a pris 2 décisions");
    expect(mail).not.toContain("À nous");
  });

  test("quotes the text of a bulk refusal once, however many comments of the author it refuses", async () => {
    const items = [];
    for (let n = 0; n < 12; n += 1) items.push({ id: await write(), version: 0 });
    const message = "Bonjour {membre}, restez courtois.";
    await decideInBulk(db, { actor: modo(), action: "remove", reason: "respect", message, items });
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain("a pris 12 décisions");
    const [plain = ""] = mail.split("<html");
    expect(plain.split("Bonjour jeanne, restez courtois.")).toHaveLength(2);
    expect(plain.split("La modération vous écrit :")).toHaveLength(2);
  });

  test("sends a ban and the text for the member in one mail, and nothing after its undo", async () => {
    const note = "Bonjour,\n\nc’est la troisième fois.";
    const sanction = {
      actor: modo(),
      subject: jeanne(),
      action: "ban",
      reason: "respect",
      note,
      toAuthor: true,
    } as const;
    const undone = await decided(sanction);
    await undoDecision(db, modo(), undone);
    await send();
    expect(mails()).toEqual([]);
    await decided(sanction);
    await decided({
      ...sanction,
      subject: { kind: "member", id: memberIdOf("malik") },
      note: "À nous",
      toAuthor: false,
    });
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toMatch(/La modération vous écrit :\s+Bonjour,\s+c’est la troisième fois\./);
    expect(mail).toContain("/rules#respect");
    await send(afterGrace(), "malik");
    expect(mails()).toHaveLength(2);
    expect(mails()[1]).not.toContain("À nous");
  });

  test("names a rule or the operator as the decider", async () => {
    const held = { kind: "comment", id: await write() } as const;
    await decided({ actor: { rule: "reports" }, subject: held, action: "reject", reason: "respect" });
    await decided({ actor: { rule: "command-line" }, subject: jeanne(), action: "premoderate", reason: "respect" });
    await send();
    expect(mails()[0]).toContain("Décision prise par une règle automatique, sans intervention humaine.");
    expect(mails()[0]).toContain("Décision prise par une personne qui administre le site.");
  });

  test("sends one mail for several decisions on a member, even a ban with forty comments", async () => {
    for (let n = 0; n < 40; n += 1) await write();
    await decided({ actor: modo(), subject: jeanne(), action: "premoderate", reason: "respect" });
    await ban("remove");
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain("40 de vos commentaires ont été retirés");
    expect(mail).toContain("a pris 2 décisions");
    expect(mail).toMatch(/\/account\/decisions\?link=/);
  });

  test("delays the mail by the grace period of a later decision, but not forever", async () => {
    await reject(await write());
    await reject(await write());
    const [first] = await db.select().from(decisionMails).orderBy(decisionMails.decisionId);
    const dueAt = later(20 - mailGraceSeconds);
    await db
      .update(decisionMails)
      .set({ dueAt })
      .where(eq(decisionMails.decisionId, first?.decisionId ?? 0));
    await send(new Date());
    expect(mails()).toEqual([]);
    await send();
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toContain("2 décisions");
    // A stream of decisions: a mail that has waited for five minutes is sent.
    const old = await reject(await write());
    await db
      .update(decisionMails)
      .set({ dueAt: later(-400) })
      .where(eq(decisionMails.decisionId, old));
    await reject(await write());
    await send(new Date());
    expect(mails()).toHaveLength(2);
    await send();
    expect(mails()).toHaveLength(3);
  });

  test("schedules one job per member while a mail is pending, and includes a decision stored during sending", async () => {
    const queued = async () =>
      (await db.execute<{ n: number }>(sql`select count(*)::int as n from pgboss.job where name = 'decision-mail'`))[0]
        ?.n;
    await reject(await write());
    const before = (await queued()) ?? 0;
    const id = await write();
    const sending = await db.transaction(async (tx) => {
      // Finds the first mail in its grace period and locks it until the end.
      await decide(tx, { actor: modo(), subject: { kind: "comment", id }, action: "reject", reason: "respect" });
      const sent = send();
      await expect
        .poll(
          async () =>
            (
              await db.execute(
                sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
              )
            ).length,
          { timeout: 20_000 },
        )
        .toBeGreaterThan(0);
      return { sent };
    });
    await sending.sent;
    expect(await queued()).toBe(before);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toContain("2 décisions");
    // No mail is pending now: the next decision gets a new job.
    await reject(await write());
    expect(await queued()).toBe(before + 1);
  });

  test("uses the member's language and includes the text of a message, but never a note", async () => {
    await db
      .update(members)
      .set({ mailLocale: "en" })
      .where(eq(members.id, memberIdOf("jeanne")));
    await decided({ actor: modo(), subject: jeanne(), action: "message", note: "Dear <i>you</i>,\n\nplease." });
    await decided({ actor: modo(), subject: jeanne(), action: "note", note: "FOR US ALONE" });
    await send();
    const [mail = "", ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain("Subject: A message from the moderators of Vigie");
    expect(mail).toMatch(/<p [^>]*>Dear &lt;i&gt;you&lt;\/i&gt;,<\/p><p [^>]*>please\.<\/p>/);
    expect(mail).not.toContain("ALONE");
    expect(mail).not.toContain("made this decision");
    expect(mail).not.toContain("contest");
  });

  test.each([
    ["nobody confirmed", { confirmedAt: null }],
    ["there is none", { email: null }],
    ["the account is gone", { deletedAt: new Date() }],
  ])("nothing leaves where the address is no address: %s", async (_, set) => {
    await ban();
    await db
      .update(members)
      .set(set)
      .where(eq(members.id, memberIdOf("jeanne")));
    await send();
    expect(mails()).toEqual([]);
    expect(await db.$count(decisionMails, eq(decisionMails.sent, true))).toBe(0);
    await send();
  });

  test("sends again after a refusal by the mail server, and once if two processes send", async () => {
    await ban();
    // A file replaces the folder of the mails, so that writing fails.
    rmSync(join(folder, "mail"), { recursive: true, force: true });
    seen = new Set();
    writeFileSync(join(folder, "mail"), "");
    await expect(send()).rejects.toThrow();
    rmSync(join(folder, "mail"));
    await Promise.all([send(), send(), send()]);
    expect(mails()).toHaveLength(1);
  });
});

describe("undone in time", () => {
  test("notifies nobody, by mail or on the page", async () => {
    const id = await write();
    await reject(id);
    await undoDecision(db, modo());
    await ban();
    await undoDecision(db, modo());
    await send();
    expect(mails()).toEqual([]);
    expect(await db.$count(notifications)).toBe(0);
  });

  test("mails only the decision in force if an earlier one was superseded in time", async () => {
    const id = await write();
    await reject(id);
    await decided({ actor: { id: memberIdOf("autre") }, subject: { kind: "comment", id }, action: "approve" });
    await ban();
    await decided({ actor: modo(), subject: jeanne(), action: "lift" });
    await send();
    expect(mails()).toEqual([]);
  });

  test("mails nothing, or the undo too, if an undo and the mail run concurrently", async () => {
    for (let n = 0; n < 10; n += 1) {
      const before = mails().length;
      await ban();
      await Promise.all([send(), undoDecision(db, modo())]);
      const told = mails().length - before;
      await send(later(2 * mailGraceSeconds + 5));
      expect(mails().length - before).toBe(told === 0 ? 0 : 2);
    }
  });
});

describe("after the mail", () => {
  test("mails an undo and a lift too", async () => {
    await ban();
    await send();
    await undoDecision(db, modo());
    await send();
    expect(mails().at(-1)).toContain("Une décision de la modération vous concernant a été annulée.");
    await ban();
    await send();
    await decided({ actor: modo(), subject: jeanne(), action: "lift" });
    await send();
    expect(mails().at(-1)).toContain("Les sanctions contre votre compte sont levées.");
    await undoDecision(db, modo());
    await send();
    expect(mails().at(-1)).toContain("sont de nouveau en vigueur");
  });

  test("deletes an unread notification on undo, and follows up one that was read or mailed", async () => {
    const mine = () => db.$count(notifications, and(eq(notifications.memberId, memberIdOf("jeanne"))));
    await decided({ actor: modo(), subject: jeanne(), action: "warn", reason: "respect" });
    expect(await mine()).toBe(1);
    await undoDecision(db, modo());
    expect(await mine()).toBe(0);
    await decided({ actor: modo(), subject: jeanne(), action: "warn", reason: "respect" });
    await db.update(notifications).set({ readAt: new Date() });
    await undoDecision(db, modo());
    expect(await mine()).toBe(2);
    const id = await write();
    await reject(id);
    await db.update(comments).set({ status: "rejected" }).where(eq(comments.id, id));
    await undoDecision(db, modo());
    expect(await mine()).toBe(2);
  });
});
