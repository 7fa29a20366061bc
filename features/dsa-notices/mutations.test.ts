import { desc, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments, members, moderationDecisions } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { deleteComment, restoreComment } from "#features/comments/posting/delete.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { parseForm } from "#lib/action.ts";
import { contestNotice, decideNotice, reviewNotice } from "./mutations.ts";
import { findNoticeContent } from "./notice-content.ts";
import { isNoticeSecret, noticeSecret } from "./notice-secret.ts";
import { countOpenDsaNotices, findSentNotice, listDsaNotices } from "./queries.ts";
import { referencePattern } from "./rules.ts";
import { noticeForm } from "./schema.ts";
import { explanation, noticeFixtures } from "./testing.ts";

const site = "http://localhost:3000";
const { db, raw, articleId, who, by, at, send, stored, decideOn, drift, statusOf, kindsOf, jobs } = noticeFixtures();

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
    await setArticleStatus(db, [articleId()], "withdrawn");
    expect(await findNoticeContent(db, "/articles/fil", site)).toMatchObject(gone);
    expect(await findNoticeContent(db, `/comments/${at("a")}`, site)).toMatchObject(gone);
  });

  test("a comment by any of its addresses, an article by its own", async () => {
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
      articleId: articleId(),
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
