import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  articles,
  commentReports,
  comments,
  dsaNoticeEvents,
  dsaNotices,
  members,
  moderationDecisions,
  settings,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { deleteComment, restoreComment } from "#features/comments/posting/delete.ts";
import type { Role } from "#features/members/rules.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { readSettings } from "#features/settings/queries.ts";
import { parseForm } from "#lib/action.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { noticeStates } from "#server/cli/checks/dsa-notices.ts";
import { startProgress } from "#server/cli/progress.ts";
import { streamDsaNoticesCsv } from "./export/csv.ts";
import { loadNotice } from "./loaders.ts";
import { contestNotice, decideNotice, eraseSenders, reviewNotice, sendNotice } from "./mutations.ts";
import { findNoticeContent } from "./notice-content.ts";
import { isNoticeSecret, noticePath, noticeSecret } from "./notice-secret.ts";
import { countDsaNoticesByGround } from "./notice-totals.ts";
import {
  countOpenDsaNotices,
  findNotice,
  findSentNotice,
  listDsaNotices,
  listDsaNoticesOfContent,
  listNoticeEvents,
} from "./queries.ts";
import { type Measure, type NoticeGround, referencePattern } from "./rules.ts";
import { noticeForm } from "./schema.ts";
import { sendNoticeMail } from "./send-notice-mail.ts";

process.env.AUTH_SECRET = "a secret of the tests";
process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-notices-"));
const site = "http://localhost:3000";

const { db, sql: raw, clear, queries } = testDatabase();
let articleId = 0;
let ids: Map<string, number>;
const people: Record<string, number> = {};
let sent = 0;

beforeEach(async () => {
  await clear();
  const [queue] = await raw`select to_regclass('pgboss.job') as there`;
  if (queue?.there) await raw`delete from pgboss.job`;
  const input = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  await upsertArticle(db, { ...input, slug: "brouillon", status: "draft", title: "Brouillon", publishedAt: null });
  const roles: [string, Role][] = [
    ["auteur", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
  ];
  for (const [handle, role] of roles) {
    const [row] = await db
      .insert(members)
      .values({ name: `Nom de ${handle}`, handle, role, email: `${handle}@exemple.test` })
      .returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  const one = (key: string, status: "visible" | "pending", memberId = who("auteur")) =>
    ({ key, memberId, status, bodySource: key, bodyHtml: `<p>${key}</p>`, createdAt: new Date() }) as const;
  ids = await addComments(db, articleId, [
    one("a", "visible"),
    one("b", "visible"),
    one("attend", "pending"),
    one("modo", "visible", who("modo")),
  ]);
});

const who = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: who(handle) });
const at = (key: string) => ids.get(key) ?? 0;
const explanation = "Ce passage appelle à la violence contre un groupe.";

interface Given {
  address?: string;
  ground?: NoticeGround;
  name?: string;
  email?: string;
  explanation?: string;
}

/** A notice as the action would send it, to an address of its own each time. */
async function send(given: Given = {}) {
  sent += 1;
  const input = { address: `/comments/${at("a")}`, ground: "hate", explanation, name: "Ada", ...given } as const;
  const result = await sendNotice(db, { email: `ada${sent}@exemple.test`, ...input }, site);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value.reference;
}
const stored = async (reference: string) => {
  const [row] = await db.select().from(dsaNotices).where(eq(dsaNotices.reference, reference));
  if (!row) throw new Error("no such notice");
  return row;
};
const decideOn = async (reference: string, measure: Measure, given: { handle?: string; version?: number } = {}) => {
  const { id, version, commentId } = await stored(reference);
  const [comment] = commentId ? await db.select().from(comments).where(eq(comments.id, commentId)) : [];
  return decideNotice(db, by(given.handle ?? "modo"), {
    notice: id,
    version: given.version ?? version,
    content: comment?.version,
    measure,
    reason: "respect",
    reasons: "Le passage dépasse ce que la loi permet.",
    note: (named) => `À la suite du signalement ${named}.`,
  });
};
/** What `vigie check` finds wrong with notices. */
const drift = () =>
  raw.begin("isolation level repeatable read read only", async (tx) => {
    const lines: string[] = [];
    for await (const line of noticeStates.find({ sql: tx, startProgress })) lines.push(line);
    return lines;
  });
const statusOf = async (key: string) =>
  (
    await db
      .select({ s: comments.status })
      .from(comments)
      .where(eq(comments.id, at(key)))
  )[0]?.s;
const kindsOf = async (reference: string) =>
  (await listNoticeEvents(db, (await stored(reference)).id)).map(({ kind }) => kind);
const jobs = async () =>
  (await raw<{ data: unknown }[]>`select data from pgboss.job where name = 'notice-mail' order by created_on`).map(
    ({ data }) => data,
  );
/** The newest mail that was written, readable. */
function lastMail(): string {
  const folder = join(process.env.DATA_DIR ?? "", "mail");
  const name = readdirSync(folder).sort().at(-1) ?? "";
  const text = readFileSync(join(folder, name), "latin1")
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, "latin1").toString("utf8").replace(/\r/g, "");
}
const mails = () => readdirSync(join(process.env.DATA_DIR ?? "", "mail")).length;

describe("what a notice is about", () => {
  test.each([
    ["https://ailleurs.example/comments/1", "notice.addressForeign"],
    ["/comments/4242", "notice.addressUnknown"],
    ["/articles/jamais", "notice.addressUnknown"],
    ["/articles/brouillon", "notice.addressUnknown"],
    ["n’importe quoi", "notice.addressUnknown"],
  ])("%s is refused beside the field", async (address, code) => {
    expect(await findNoticeContent(db, address, site)).toMatchObject({
      code: "form.invalid",
      fields: { address: code },
    });
  });

  test("what nobody sees any more is refused: deleted, waiting, withdrawn", async () => {
    const gone = { fields: { address: "notice.addressGone" } };
    await deleteComment(db, who("auteur"), at("b"));
    expect(await findNoticeContent(db, `/comments/${at("b")}`, site)).toMatchObject(gone);
    expect(await findNoticeContent(db, `/comments/${at("attend")}`, site)).toMatchObject(gone);
    await setArticleStatus(db, [articleId], "withdrawn");
    expect(await findNoticeContent(db, "/articles/fil", site)).toMatchObject(gone);
    expect(await findNoticeContent(db, `/comments/${at("a")}`, site)).toMatchObject(gone);
  });

  test("a comment by any of its addresses, an article by its own", async () => {
    for (const address of [`${site}/articles/fil#comment-${at("a")}`, `/comments/${at("a")}`])
      expect(await findNoticeContent(db, address, site)).toMatchObject({
        value: { commentId: at("a"), articleId, address: `/articles/fil#comment-${at("a")}`, title: "Fil" },
      });
    expect(await findNoticeContent(db, "localhost:3000/articles/fil", site)).toMatchObject({
      value: { commentId: null, address: "/articles/fil" },
    });
  });
});

describe("the form", () => {
  const good = {
    ground: "hate",
    address: "/articles/fil",
    explanation,
    name: "Ada",
    email: "ada@exemple.test",
    faith: "1",
  };
  const parsed = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return parseForm(noticeForm, form);
  };

  test("empty, it says all that is missing at once", () => {
    expect(parsed({})).toMatchObject({
      fields: {
        ground: "notice.groundMissing",
        address: "notice.addressMissing",
        explanation: "notice.explanationShort",
        name: "notice.nameMissing",
        email: "notice.emailMissing",
        faith: "notice.faithMissing",
      },
    });
  });

  test("for the abuse of children it asks for no name and no address", () => {
    const { name: _, email: __, ...anonymous } = good;
    expect(parsed({ ...anonymous, ground: "childAbuse" })).toMatchObject({ value: { name: "", email: "" } });
    expect(parsed({ ...anonymous, ground: "fraud" })).toMatchObject({
      fields: { name: "notice.nameMissing", email: "notice.emailMissing" },
    });
  });

  test.each([
    ["100 KB", { explanation: "é".repeat(50_000) }, { explanation: "notice.explanationLong" }],
    ["an explanation of blanks", { explanation: " ".repeat(200) }, { explanation: "notice.explanationShort" }],
    ["no address", { email: "ada" }, { email: "email.invalid" }],
    ["a header in the address", { email: "ada@exemple.test\r\nBcc: x@y.test" }, { email: "email.invalid" }],
    ["an endless name", { name: "x".repeat(121) }, { name: "notice.nameLong" }],
    ["another ground", { ground: "boredom" }, { ground: "notice.groundMissing" }],
  ])("%s is refused beside its field", (_, fields, refusals) => {
    expect(parsed({ ...good, ...fields })).toMatchObject({ ok: false, fields: refusals });
  });

  test("a header in a name becomes words, and what no database takes goes", () => {
    expect(parsed({ ...good, name: "Ada\r\nBcc: x@y.test", explanation: `${explanation}\u0000\u0007` })).toMatchObject({
      value: { name: "Ada Bcc: x@y.test", explanation },
    });
  });
});

describe("a notice", () => {
  test("is stored with a reference, its first event and its receipt in the queue", async () => {
    const reference = await send();
    expect(reference).toMatch(referencePattern);
    expect(await stored(reference)).toMatchObject({
      ground: "hate",
      commentId: at("a"),
      articleId,
      state: "received",
      outcome: null,
      address: `/articles/fil#comment-${at("a")}`,
    });
    expect(await kindsOf(reference)).toEqual(["received"]);
    expect(await jobs()).toEqual([{ notice: (await stored(reference)).id, letter: "receipt" }]);
    expect(await countOpenDsaNotices(db)).toBe(1);
  });

  test("sent twice is one, also at once; after a decision it is a new one", async () => {
    const same = { email: "deux@exemple.test" };
    const results = await Promise.all([send(same), send(same), send({ email: "DEUX@exemple.test" })]);
    expect(new Set(results).size).toBe(1);
    expect(await jobs()).toHaveLength(1);
    await decideOn(results[0] ?? "", "none");
    expect(await send(same)).not.toBe(results[0]);
  });

  test("without an address has no receipt", async () => {
    await send({ ground: "childAbuse", name: "", email: "" });
    expect(await jobs()).toEqual([]);
  });

  test("fills nobody's mailbox", async () => {
    const email = "cible@exemple.test";
    for (let n = 0; n < 8; n += 1)
      await send({ email: n % 2 ? email : `cible+${n}@exemple.test`, explanation: `${explanation} ${n}` });
    expect(await jobs()).toHaveLength(5);
  });

  test("its page opens for whoever has the link, and nobody else", async () => {
    const reference = await send();
    expect(isNoticeSecret(reference, noticeSecret(reference))).toBe(true);
    for (const wrong of ["", "x", noticeSecret("V-2026-00000000"), `${noticeSecret(reference)}x`])
      expect(isNoticeSecret(reference, wrong)).toBe(false);
    expect(await findSentNotice(db, reference)).toMatchObject({
      state: "received",
      hasAddress: true,
      contested: false,
    });
    expect(JSON.stringify(await findSentNotice(db, reference))).not.toContain("ada");
  });
});

describe("mails", () => {
  test("the receipt says the reference, the content and the link, and nothing breaks out of its headers", async () => {
    const reference = await send({ name: "Ada <b>" });
    await sendNoticeMail(db, { notice: (await stored(reference)).id, letter: "receipt" });
    const mail = lastMail();
    expect(mail).toContain(`Signalement_${reference}_`);
    expect(mail).not.toMatch(/Ada (<b>|&lt;)/);
    expect(mail).toContain(absoluteUrl(noticePath(reference)));
    expect(mail).toContain(`/articles/fil#comment-${at("a")}`);
    expect(mail).toContain("Haine ou discrimination");
  });

  test("the decision is told with its reasons and what one can do, once, and noted", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    const [job] = (await jobs()).slice(-1) as [Parameters<typeof sendNoticeMail>[1]];
    expect(job).toMatchObject({ letter: "outcome" });
    await sendNoticeMail(db, job);
    expect(lastMail()).toContain("pris une mesure");
    expect(lastMail()).toContain("Le passage dépasse ce que la loi permet.");
    expect(lastMail()).toContain("pendant 6 mois");
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered"]);
    // A job that comes again, or twice at once, sends nothing more; another mail of the same notice is its own.
    const before = mails();
    await Promise.all([sendNoticeMail(db, job), sendNoticeMail(db, job)]);
    expect(mails()).toBe(before);
    await Promise.all([1, 2, 3].map(() => sendNoticeMail(db, { notice: job.notice, letter: "receipt" })));
    expect(mails()).toBe(before + 1);
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered"]);
  });

  test("what the mail server refuses leaves when the job tries again", async () => {
    const reference = await send();
    const { id } = await stored(reference);
    const folder = join(process.env.DATA_DIR ?? "", "mail");
    const before = mails();
    // A file stands where the mails would go.
    renameSync(folder, `${folder}-aside`);
    writeFileSync(folder, "");
    await expect(sendNoticeMail(db, { notice: id, letter: "receipt" })).rejects.toThrow();
    rmSync(folder);
    renameSync(`${folder}-aside`, folder);
    await sendNoticeMail(db, { notice: id, letter: "receipt" });
    expect(mails()).toBe(before + 1);
  });

  test("a decision that is undone after its mail: the notice waits again, and the next decision is told", async () => {
    const same = { email: "encore@exemple.test" };
    const reference = await send(same);
    await decideOn(reference, "remove");
    await sendNoticeMail(db, (await jobs()).at(-1) as Parameters<typeof sendNoticeMail>[1]);
    await undoDecision(db, by("modo"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered", "review"]);
    expect((await listNoticeEvents(db, (await stored(reference)).id)).at(-1)).toMatchObject({ actorId: who("modo") });
    expect(await drift()).toEqual([]);
    await decideOn(reference, "none");
    const before = mails();
    await sendNoticeMail(db, (await jobs()).at(-1) as Parameters<typeof sendNoticeMail>[1]);
    expect(mails()).toBe(before + 1);
  });

  test("undone where the same notice was sent again meanwhile, both wait", async () => {
    const same = { email: "deux-fois@exemple.test" };
    const reference = await send(same);
    await decideOn(reference, "remove");
    await db
      .update(comments)
      .set({ status: "visible" })
      .where(eq(comments.id, at("a")));
    const again = await send(same);
    expect(again).not.toBe(reference);
    expect(await undoDecision(db, by("modo"))).toMatchObject({ ok: true });
    for (const one of [reference, again]) expect(await stored(one)).toMatchObject({ decidedAt: null });
    expect(await countOpenDsaNotices(db)).toBe(2);
  });

  const told = async (reference: string) => {
    const { id } = await stored(reference);
    const before = mails();
    const mine = ((await jobs()) as Parameters<typeof sendNoticeMail>[1][]).filter(({ notice }) => notice === id);
    for (const job of mine) await sendNoticeMail(db, job);
    return mails() - before;
  };
  const restore = (action: "restore" | "approve" = "restore") =>
    decide(db, { actor: by("autre"), subject: { kind: "comment", id: at("a") }, action });

  test("restored by a new decision, its comment's notice waits again, and its sender is told, as after an undo", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    expect(await told(reference)).toBe(2); // the receipt, the decision
    await restore();
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await findSentNotice(db, reference)).toMatchObject({ reopened: true });
    expect(await drift()).toEqual([]);
    expect(await told(reference)).toBe(1);
    expect(lastMail()).toContain("ne vaut plus");
    expect(await told(reference)).toBe(0);
    await decideOn(reference, "none", { handle: "autre" });
    expect(await told(reference)).toBe(1);
    expect(await findSentNotice(db, reference)).toMatchObject({ reopened: false, outcome: "none" });
  });

  test("that restoration undone, the answer holds again; its sender hears of it if they heard of the other", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    await told(reference);
    const given = await stored(reference);
    await restore();
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({
      state: "decided",
      outcome: "action",
      decisionId: given.decisionId,
    });
    expect(await told(reference)).toBe(0);
    await restore();
    await told(reference);
    await undoDecision(db, by("autre"));
    expect(await told(reference)).toBe(1);
    expect(lastMail()).toContain("pris une mesure");
    expect(await drift()).toEqual([]);
  });

  test("where its comment had gone before, the undo of a ban that took it opens the notice again too", async () => {
    const reference = await send();
    const member = { kind: "member" as const, id: who("auteur") };
    await decide(db, { actor: by("autre"), subject: member, action: "ban", reason: "respect", comments: "remove" });
    await decideOn(reference, "gone");
    expect(await stored(reference)).toMatchObject({ state: "decided", outcome: "action", decisionId: null });
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await drift()).toEqual([]);
  });

  test("taken up by somebody meanwhile, a notice stays with them", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    await restore();
    const { id, version } = await stored(reference);
    await reviewNotice(db, by("modo"), { notice: id, version });
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await told(reference)).toBe(1); // the receipt: of nothing else they heard
  });

  test("of a decision that was undone within the grace nobody hears: the notice waits again", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    const [job] = (await jobs()).slice(-1) as [Parameters<typeof sendNoticeMail>[1]];
    await undoDecision(db, by("modo"));
    const before = mails();
    await sendNoticeMail(db, job);
    expect(mails()).toBe(before);
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
    expect(await countOpenDsaNotices(db)).toBe(1);
  });

  test("nor of one that was followed by another: only the last is told", async () => {
    const reference = await send();
    await decideOn(reference, "none");
    const [first] = (await jobs()).slice(-1) as [Parameters<typeof sendNoticeMail>[1]];
    const { id, version } = await stored(reference);
    await reviewNotice(db, by("modo"), { notice: id, version });
    await decideOn(reference, "remove");
    const before = mails();
    await sendNoticeMail(db, first);
    expect(mails()).toBe(before);
  });
});

describe("deciding", () => {
  test("takes the comment away by a decision that names the notice", async () => {
    const reference = await send();
    expect(await decideOn(reference, "remove")).toMatchObject({ ok: true });
    expect(await statusOf("a")).toBe("removed");
    const [decision] = await db.select().from(moderationDecisions).orderBy(desc(moderationDecisions.id));
    expect(decision).toMatchObject({
      action: "remove",
      reason: "respect",
      note: `À la suite du signalement ${reference}.`,
    });
    expect(await stored(reference)).toMatchObject({ state: "decided", outcome: "action", decisionId: decision?.id });
  });

  test("leaves it, with reasons; an article's measure is the newsroom's", async () => {
    const reference = await send();
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
    expect(await statusOf("a")).toBe("visible");
    const article = await send({ address: "/articles/fil" });
    expect(await decideOn(article, "remove")).toMatchObject({ fields: { measure: "notice.measureUnfit" } });
    expect(await decideOn(article, "newsroom")).toMatchObject({ ok: true });
    expect(await stored(article)).toMatchObject({ outcome: "action", decisionId: null });
  });

  test("where the comment is gone already, says so", async () => {
    const reference = await send();
    await deleteComment(db, who("auteur"), at("a"));
    expect(await decideOn(reference, "remove")).toMatchObject({ fields: { measure: "notice.measureUnfit" } });
    expect(await decideOn(reference, "gone")).toMatchObject({ ok: true });
  });

  test("waits again where the author takes the deletion back that was its answer", async () => {
    const [before, since] = [await send(), await send()];
    await decideOn(before, "none");
    await deleteComment(db, who("auteur"), at("a"));
    await decideOn(since, "gone");
    await restoreComment(db, who("auteur"), at("a"));
    expect((await stored(before)).state).toBe("decided");
    expect(await stored(since)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
  });

  test("of two at once the second is told who was first, and nothing is decided twice", async () => {
    const reference = await send();
    const results = await Promise.all([
      decideOn(reference, "remove", { version: 0 }),
      decideOn(reference, "none", { version: 0, handle: "autre" }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({
      code: "notice.conflict",
      values: { kind: "decided", name: expect.stringMatching(/^Nom de/) },
    });
    expect(await kindsOf(reference)).toEqual(["received", "decided"]);
  });

  test("a comment that was decided on meanwhile is a conflict of its own, and the notice waits", async () => {
    const reference = await send();
    const { id } = await stored(reference);
    await decide(db, { actor: by("autre"), subject: { kind: "comment", id: at("a") }, action: "approve" });
    expect(
      await decideNotice(db, by("modo"), {
        notice: id,
        version: 0,
        content: 0,
        measure: "remove",
        reason: "respect",
        reasons: "Le passage dépasse.",
        note: String,
      }),
    ).toMatchObject({ code: "moderation.conflict" });
    expect(await stored(reference)).toMatchObject({ state: "received", version: 0 });
    expect(await kindsOf(reference)).toEqual(["received"]);
  });

  test("a removal names a rule; members decide nothing, nobody about their own comment, nothing twice", async () => {
    const reference = await send();
    const { id } = await stored(reference);
    const given = { notice: id, version: 0, reasons: "Le passage dépasse.", note: String };
    expect(await decideNotice(db, by("modo"), { ...given, measure: "remove" })).toMatchObject({
      fields: { reason: "moderation.reasonMissing" },
    });
    expect(await decideNotice(db, by("auteur"), { ...given, measure: "none" })).toMatchObject({
      code: "member.forbidden",
    });
    expect(await decideNotice(db, by("modo"), { ...given, notice: 4242, measure: "none" })).toMatchObject({
      code: "notice.gone",
    });
    const own = await send({ address: `/comments/${at("modo")}` });
    expect(await decideOn(own, "none")).toMatchObject({ code: "moderation.oneself" });
    await decideOn(reference, "none");
    expect(await decideOn(reference, "none")).toMatchObject({ code: "notice.decided" });
  });

  test("one takes it on, another takes it over, and a decided one is taken up again", async () => {
    const reference = await send();
    const { id } = await stored(reference);
    expect(await reviewNotice(db, by("modo"), { notice: id, version: 0 })).toMatchObject({ value: { version: 1 } });
    expect(await reviewNotice(db, by("autre"), { notice: id, version: 0 })).toMatchObject({
      code: "notice.conflict",
      values: { kind: "review", name: "Nom de modo" },
    });
    expect(await listDsaNotices(db, { state: "open" })).toMatchObject([{ state: "review", reviewer: "Nom de modo" }]);
    await decideOn(reference, "none");
    expect(await reviewNotice(db, by("autre"), { notice: id, version: 2 })).toMatchObject({ ok: true });
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
  });
});

describe("contesting", () => {
  const why = "Vous n’avez pas vu le second passage.";

  test("is for once, after a decision, and for somebody else where there is somebody", async () => {
    const reference = await send();
    expect(await contestNotice(db, { reference, why })).toMatchObject({ code: "notice.notDecided" });
    await decideOn(reference, "none");
    expect(await contestNotice(db, { reference, why })).toMatchObject({ ok: true });
    expect(await findSentNotice(db, reference)).toMatchObject({ state: "received", outcome: null, contested: true });
    expect(await decideOn(reference, "none")).toMatchObject({ code: "notice.sameModerator" });
    expect(await decideOn(reference, "remove", { handle: "autre" })).toMatchObject({ ok: true });
    expect(await contestNotice(db, { reference, why })).toMatchObject({ code: "notice.contested" });
    expect(await drift()).toEqual([]);
    expect(await contestNotice(db, { reference: "V-2026-00000000", why })).toMatchObject({ code: "notice.gone" });
  });

  test("who wrote the comment is nobody who could decide instead", async () => {
    await db.update(comments).set({ memberId: who("autre") });
    const reference = await send();
    await decideOn(reference, "none");
    await contestNotice(db, { reference, why });
    expect(await decideOn(reference, "none", { handle: "autre" })).toMatchObject({ code: "moderation.oneself" });
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
  });

  test("the only moderator decides again", async () => {
    await db
      .update(members)
      .set({ role: "reader" })
      .where(eq(members.id, who("autre")));
    const reference = await send();
    await decideOn(reference, "none");
    await contestNotice(db, { reference, why });
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
  });

  test("not after six months, and not where the same notice waits", async () => {
    const same = { email: "trois@exemple.test" };
    const reference = await send(same);
    await decideOn(reference, "none");
    const again = await send(same);
    expect(await contestNotice(db, { reference, why })).toMatchObject({ code: "notice.again" });
    await decideOn(again, "none");
    await raw`update dsa_notices set decided_at = now() - interval '7 months'`;
    expect(await contestNotice(db, { reference, why })).toMatchObject({ code: "notice.tooLate" });
  });
});

test("lists: what waits from the oldest, what is decided from the last, by ground, page by page, with others of the same content", async () => {
  const references: string[] = [];
  for (let n = 0; n < 33; n += 1)
    references.push(await send({ ground: n % 3 ? "hate" : "fraud", explanation: `${explanation} ${n}` }));
  const { result: page, statements } = await queries(() => listDsaNotices(db, { state: "open" }));
  expect(statements).toHaveLength(1);
  expect(page).toHaveLength(31);
  expect(page[0]).toMatchObject({ reference: references[0], alike: 33, title: "Fil", isComment: true });
  expect((await listDsaNotices(db, { state: "open", after: page[29]?.id })).map(({ reference }) => reference)).toEqual(
    references.slice(30),
  );
  expect(await listDsaNotices(db, { state: "open", ground: "fraud" })).toHaveLength(11);
  for (const reference of references.slice(0, 2)) await decideOn(reference, "none");
  expect((await listDsaNotices(db, { state: "decided" })).map(({ reference }) => reference)).toEqual([
    references[1],
    references[0],
  ]);
  const one = await stored(references[5] ?? "");
  expect(await listDsaNoticesOfContent(db, one)).toHaveLength(20);
  expect((await listDsaNoticesOfContent(db, one)).map(({ id }) => id)).not.toContain(one.id);
});

test("totals by ground and as a whole, with the median time to the first decision", async () => {
  const [a, b, c] = [await send(), await send({ explanation: `${explanation} b` }), await send({ ground: "fraud" })];
  await decideOn(a, "none");
  await decideOn(b, "remove");
  await contestNotice(db, { reference: a, why: "Vous n’avez pas vu le second passage." });
  await raw`update dsa_notices set created_at = now() - interval '3 hours' where reference = ${a}`;
  await raw`update dsa_notices set created_at = now() - interval '1 hour' where reference = ${b}`;
  const { result, statements } = await queries(() =>
    countDsaNoticesByGround(db, new Date(Date.now() - 86_400_000), new Date(Date.now() + 1_000)),
  );
  expect(statements).toHaveLength(1);
  const [hate, fraud, all] = result;
  expect(hate).toMatchObject({ ground: "hate", received: 2, action: 1, none: 0, open: 1, contested: 1 });
  expect(hate?.medianHours).toBeCloseTo(2, 1);
  expect(fraud).toMatchObject({ ground: "fraud", received: 1, open: 1, medianHours: null });
  expect(all).toMatchObject({ ground: null, received: 3, action: 1, open: 2, contested: 1 });
  expect(await countDsaNoticesByGround(db, new Date(0), new Date(1_000))).toEqual([]);
  expect(await stored(c)).toMatchObject({ state: "received" });
});

test("names and addresses go some time after the decision, the rest stays", async () => {
  const [old, young, open] = [
    await send(),
    await send({ explanation: `${explanation} b` }),
    await send({ ground: "fraud" }),
  ];
  await decideOn(old, "none");
  await decideOn(young, "none");
  await raw`update dsa_notices set decided_at = now() - interval '200 days' where reference = ${old}`;
  expect(await eraseSenders(db)).toBe(1);
  expect(await stored(old)).toMatchObject({ name: "", email: null, senderErasedAt: expect.any(Date), explanation });
  for (const kept of [young, open]) expect(await stored(kept)).toMatchObject({ name: "Ada", senderErasedAt: null });
  // A month is asked for: the six months of the contest are waited for all the same.
  await db.insert(settings).values({ key: "notices.forgetDays", value: 30 });
  await raw`update dsa_notices set decided_at = now() - interval '5 months 20 days' where reference = ${young}`;
  expect(await eraseSenders(db)).toBe(0);
  expect(await contestNotice(db, { reference: young, why: "Regardez encore une fois." })).toMatchObject({ ok: true });
  await decideOn(young, "none", { handle: "autre" });
  await db.update(settings).set({ value: 400 }).where(eq(settings.key, "notices.forgetDays"));
  await raw`update dsa_notices set decided_at = now() - interval '300 days' where reference = ${young}`;
  expect(await eraseSenders(db)).toBe(0);
});

test("what happened stays as it is, and outlives what it is about", async () => {
  const reference = await send();
  for (const change of [
    "update dsa_notice_events set text = 'x'",
    "delete from dsa_notice_events",
    "truncate dsa_notice_events",
  ])
    await expect(raw.unsafe(change), change).rejects.toThrow("append-only");
  await db.delete(articles);
  expect(await findNotice(db, (await stored(reference)).id)).toMatchObject({ title: null, comment: null });
  expect(await decideOn(reference, "gone")).toMatchObject({ ok: true });
  expect(await db.$count(dsaNoticeEvents)).toBe(2);
});

test("as CSV: for a spreadsheet, whole, and nothing in it is calculated", async () => {
  await send({ name: '=HYPERLINK("http://x")', explanation: `+cmd|' /C calc'!A0 ${explanation}` });
  await send({ ground: "fraud", explanation: `"Cité", et\nsuite ${explanation}` });
  let csv = "";
  for await (const part of streamDsaNoticesCsv(db, 0)) csv += part;
  expect(csv.startsWith('\ufeff"Référence",')).toBe(true);
  expect(csv.match(/\r\n/g)).toHaveLength(3);
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain(`"'+cmd|`);
  expect(csv).toContain(`"""Cité"", et\nsuite`);
});

test("a moderator does not learn who sent a notice about their own comment, nor who reported it", async () => {
  const address = `/comments/${at("modo")}`;
  const { id } = await stored(await send({ address, name: "Ada Lovelace", email: "lovelace@exemple.test" }));
  await db.insert(commentReports).values({ commentId: at("modo"), memberId: who("auteur"), reason: "hate" });
  const present = await readSettings(db);
  const own = await loadNotice(String(id), present, by("modo"));
  expect(own).toMatchObject({ own: true, notice: { name: "", email: null, explanation }, reports: [] });
  const others = await loadNotice(String(id), present, by("autre"));
  expect(others).toMatchObject({ own: false, notice: { name: "Ada Lovelace", email: "lovelace@exemple.test" } });
  expect(others?.reports).toHaveLength(1);
  const csvFor = async (handle: string) => {
    let csv = "";
    for await (const part of streamDsaNoticesCsv(db, who(handle))) csv += part;
    return csv;
  };
  expect(await csvFor("autre")).toContain("lovelace@exemple.test");
  expect(await csvFor("modo")).not.toMatch(/lovelace/i);
});
