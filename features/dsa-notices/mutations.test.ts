import { desc, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments, members, moderationDecisions } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { deleteComment, restoreComment } from "#features/comments/posting/delete.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { parseForm } from "#lib/action.ts";
import { contestNotice, decideNotice, reviewNotice } from "./mutations.ts";
import { findNoticeContent } from "./notice-content.ts";
import { isNoticeSecret, noticeSecret } from "./notice-secret.ts";
import { findSentNotice, listDsaNotices, openDsaNoticeCount } from "./queries.ts";
import { referencePattern } from "./rules.ts";
import { noticeForm } from "./schema.ts";
import { explanation, noticeFixtures } from "./testing.ts";

const site = "http://localhost:3000";
const { db, raw, articleId, memberIdOf, by, at, send, stored, decideOn, drift, statusOf, kindsOf, jobs } =
  noticeFixtures();

describe("content of a notice", () => {
  test.each([
    ["https://ailleurs.example/comments/1", "notice.addressForeign"],
    ["/comments/4242", "notice.addressUnknown"],
    ["/articles/jamais", "notice.addressUnknown"],
    ["/articles/brouillon", "notice.addressUnknown"],
    ["n’importe quoi", "notice.addressUnknown"],
  ])("refuses %s on its field", async (address, code) => {
    expect(await findNoticeContent(db, address, site)).toMatchObject({
      code: "form.invalid",
      fields: { address: code },
    });
  });

  test("refuses deleted, pending and withdrawn content", async () => {
    const gone = { fields: { address: "notice.addressGone" } };
    await deleteComment(db, memberIdOf("auteur"), at("b"));
    expect(await findNoticeContent(db, `/comments/${at("b")}`, site)).toMatchObject(gone);
    expect(await findNoticeContent(db, `/comments/${at("attend")}`, site)).toMatchObject(gone);
    await setArticleStatus(db, [articleId()], "withdrawn");
    expect(await findNoticeContent(db, "/articles/fil", site)).toMatchObject(gone);
    expect(await findNoticeContent(db, `/comments/${at("a")}`, site)).toMatchObject(gone);
  });

  test("finds a comment by each of its URLs, and an article by its own", async () => {
    for (const address of [`${site}/articles/fil#comment-${at("a")}`, `/comments/${at("a")}`])
      expect(await findNoticeContent(db, address, site)).toMatchObject({
        value: {
          commentId: at("a"),
          articleId: articleId(),
          address: `/articles/fil#comment-${at("a")}`,
          title: "Fil",
        },
      });
    expect(await findNoticeContent(db, "localhost:3000/articles/fil", site)).toMatchObject({
      value: { commentId: null, address: "/articles/fil" },
    });
  });
});

describe("form", () => {
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

  test("reports all missing fields at once", () => {
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

  test("requires neither name nor address for child abuse", () => {
    const { name: _, email: __, ...anonymous } = good;
    expect(parsed({ ...anonymous, ground: "childAbuse" })).toMatchObject({ value: { name: "", email: "" } });
    expect(parsed({ ...anonymous, ground: "fraud" })).toMatchObject({
      fields: { name: "notice.nameMissing", email: "notice.emailMissing" },
    });
  });

  test.each([
    ["an explanation of 100 KB", { explanation: "é".repeat(50_000) }, { explanation: "notice.explanationLong" }],
    ["an explanation of blanks", { explanation: " ".repeat(200) }, { explanation: "notice.explanationShort" }],
    ["an invalid address", { email: "ada" }, { email: "email.invalid" }],
    ["a header in the address", { email: "ada@exemple.test\r\nBcc: x@y.test" }, { email: "email.invalid" }],
    ["a name that is too long", { name: "x".repeat(121) }, { name: "notice.nameLong" }],
    ["an unknown ground", { ground: "boredom" }, { ground: "notice.groundMissing" }],
  ])("refuses %s on its field", (_, fields, refusals) => {
    expect(parsed({ ...good, ...fields })).toMatchObject({ ok: false, fields: refusals });
  });

  test("joins the lines of a name and removes control characters", () => {
    expect(parsed({ ...good, name: "Ada\r\nBcc: x@y.test", explanation: `${explanation}\u0000\u0007` })).toMatchObject({
      value: { name: "Ada Bcc: x@y.test", explanation },
    });
  });
});

describe("a notice", () => {
  test("is stored with a reference, its first event and a job for its receipt", async () => {
    const reference = await send();
    expect(reference).toMatch(referencePattern);
    expect(await stored(reference)).toMatchObject({
      ground: "hate",
      commentId: at("a"),
      articleId: articleId(),
      state: "received",
      outcome: null,
      address: `/articles/fil#comment-${at("a")}`,
    });
    expect(await kindsOf(reference)).toEqual(["received"]);
    expect(await jobs()).toEqual([{ notice: (await stored(reference)).id, letter: "receipt" }]);
    expect((await selectNumbers(db, { n: openDsaNoticeCount })).n).toBe(1);
  });

  test("is stored once if sent twice, even concurrently, and again after a decision", async () => {
    const same = { email: "deux@exemple.test" };
    const results = await Promise.all([send(same), send(same), send({ email: "DEUX@exemple.test" })]);
    expect(new Set(results).size).toBe(1);
    expect(await jobs()).toHaveLength(1);
    await decideOn(results[0] ?? "", "none");
    expect(await send(same)).not.toBe(results[0]);
  });

  test("gets no receipt without an address", async () => {
    await send({ ground: "childAbuse", name: "", email: "" });
    expect(await jobs()).toEqual([]);
  });

  test("respects the mail limit of a mailbox", async () => {
    const email = "cible@exemple.test";
    for (let n = 0; n < 8; n += 1)
      await send({ email: n % 2 ? email : `cible+${n}@exemple.test`, explanation: `${explanation} ${n}` });
    expect(await jobs()).toHaveLength(3);
  });

  test("shows its page only with the secret link", async () => {
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

describe("deciding", () => {
  test("removes the comment by a decision that names the notice", async () => {
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

  test("keeps the content with reasons, and leaves articles to the newsroom", async () => {
    const reference = await send();
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
    expect(await statusOf("a")).toBe("visible");
    const article = await send({ address: "/articles/fil" });
    expect(await decideOn(article, "remove")).toMatchObject({ fields: { measure: "notice.measureUnfit" } });
    expect(await decideOn(article, "newsroom")).toMatchObject({ ok: true });
    expect(await stored(article)).toMatchObject({ outcome: "action", decisionId: null });
  });

  test("records that the comment is already gone", async () => {
    const reference = await send();
    await deleteComment(db, memberIdOf("auteur"), at("a"));
    expect(await decideOn(reference, "remove")).toMatchObject({ fields: { measure: "notice.measureUnfit" } });
    expect(await decideOn(reference, "gone")).toMatchObject({ ok: true });
  });

  test("reopens the notice if the author restores the deleted comment", async () => {
    const [before, since] = [await send(), await send()];
    await decideOn(before, "none");
    await deleteComment(db, memberIdOf("auteur"), at("a"));
    await decideOn(since, "gone");
    await restoreComment(db, memberIdOf("auteur"), at("a"));
    expect((await stored(before)).state).toBe("decided");
    expect(await stored(since)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
  });

  test("refuses the second of two concurrent decisions and names the first moderator", async () => {
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

  test("reports a conflict on the comment and leaves the notice open", async () => {
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

  test("requires a rule for a removal, a moderator, another author, and an undecided notice", async () => {
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

  test("lets moderators take a notice into review, take it over, and reopen it", async () => {
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

  test("is possible once, after a decision, and requires another moderator if there is one", async () => {
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

  test("does not count the comment's author as another moderator", async () => {
    await db.update(comments).set({ memberId: memberIdOf("autre") });
    const reference = await send();
    await decideOn(reference, "none");
    await contestNotice(db, { reference, why });
    expect(await decideOn(reference, "none", { handle: "autre" })).toMatchObject({ code: "moderation.oneself" });
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
  });

  test("lets the only moderator decide again", async () => {
    await db
      .update(members)
      .set({ role: "reader" })
      .where(eq(members.id, memberIdOf("autre")));
    const reference = await send();
    await decideOn(reference, "none");
    await contestNotice(db, { reference, why });
    expect(await decideOn(reference, "none")).toMatchObject({ ok: true });
  });

  test("is refused after six months, and while the same notice is open", async () => {
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
