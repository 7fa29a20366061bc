import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { sendNoticeMail } from "./mail.ts";
import { reviewNotice } from "./mutations.ts";
import { noticePath } from "./notice-secret.ts";
import { findSentNotice, listNoticeEvents, openDsaNoticeCount } from "./queries.ts";
import { noticeFixtures } from "./testing.ts";

const { db, memberIdOf, by, at, send, stored, decideOn, drift, kindsOf, jobs, lastMail, mails } = noticeFixtures();

describe("mails", () => {
  test("include the reference, the content and the link in the receipt, and resist header injection", async () => {
    const reference = await send({ name: "Ada <b>" });
    await sendNoticeMail(db, { notice: (await stored(reference)).id, letter: "receipt" });
    const mail = lastMail();
    expect(mail).toContain(`Signalement_${reference}_`);
    expect(mail).not.toMatch(/Ada (<b>|&lt;)/);
    expect(mail).toContain(absoluteUrl(noticePath(reference)));
    expect(mail).toContain(`/articles/fil#comment-${at("a")}`);
    expect(mail).toContain("Haine ou discrimination");
  });

  test("send the decision once, with its reasons and the possible remedies, and record that", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    const [job] = (await jobs()).slice(-1) as [Parameters<typeof sendNoticeMail>[1]];
    expect(job).toMatchObject({ letter: "outcome" });
    await sendNoticeMail(db, job);
    expect(lastMail()).toContain("pris une mesure");
    expect(lastMail()).toContain("Le passage dépasse ce que la loi permet.");
    expect(lastMail()).toContain("pendant 6 mois");
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered"]);
    // A job that runs again or twice concurrently sends nothing more; another mail of the notice is independent.
    const before = mails();
    await Promise.all([sendNoticeMail(db, job), sendNoticeMail(db, job)]);
    expect(mails()).toBe(before);
    await Promise.all([1, 2, 3].map(() => sendNoticeMail(db, { notice: job.notice, letter: "receipt" })));
    expect(mails()).toBe(before + 1);
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered"]);
  });

  test("are sent on retry after a refusal by the mail server", async () => {
    const reference = await send();
    const { id } = await stored(reference);
    const folder = join(process.env.DATA_DIR ?? "", "mail");
    const before = mails();
    // A file replaces the folder of the mails, so that writing fails.
    renameSync(folder, `${folder}-aside`);
    writeFileSync(folder, "");
    await expect(sendNoticeMail(db, { notice: id, letter: "receipt" })).rejects.toThrow();
    rmSync(folder);
    renameSync(`${folder}-aside`, folder);
    await sendNoticeMail(db, { notice: id, letter: "receipt" });
    expect(mails()).toBe(before + 1);
  });

  test("report the next decision after an undo reopened the notice", async () => {
    const same = { email: "encore@exemple.test" };
    const reference = await send(same);
    await decideOn(reference, "remove");
    await sendNoticeMail(db, (await jobs()).at(-1) as Parameters<typeof sendNoticeMail>[1]);
    await undoDecision(db, by("modo"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
    expect(await kindsOf(reference)).toEqual(["received", "decided", "answered", "review"]);
    expect((await listNoticeEvents(db, (await stored(reference)).id)).at(-1)).toMatchObject({
      actorId: memberIdOf("modo"),
    });
    expect(await drift()).toEqual([]);
    await decideOn(reference, "none");
    const before = mails();
    await sendNoticeMail(db, (await jobs()).at(-1) as Parameters<typeof sendNoticeMail>[1]);
    expect(mails()).toBe(before + 1);
  });

  test("are not confused by a duplicate sent before an undo: both notices are open", async () => {
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
    expect((await selectNumbers(db, { n: openDsaNoticeCount })).n).toBe(2);
  });

  const sendPendingMails = async (reference: string) => {
    const { id } = await stored(reference);
    const before = mails();
    const mine = ((await jobs()) as Parameters<typeof sendNoticeMail>[1][]).filter(({ notice }) => notice === id);
    for (const job of mine) await sendNoticeMail(db, job);
    return mails() - before;
  };
  const restore = (action: "restore" | "approve" = "restore") =>
    decide(db, { actor: by("autre"), subject: { kind: "comment", id: at("a") }, action });

  test("report the reopening when a new decision restores the comment", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    expect(await sendPendingMails(reference)).toBe(2); // the receipt, the decision
    await restore();
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await findSentNotice(db, reference)).toMatchObject({ reopened: true });
    expect(await drift()).toEqual([]);
    expect(await sendPendingMails(reference)).toBe(1);
    expect(lastMail()).toContain("n’est plus valable");
    expect(await sendPendingMails(reference)).toBe(0);
    await decideOn(reference, "none", { handle: "autre" });
    expect(await sendPendingMails(reference)).toBe(1);
    expect(await findSentNotice(db, reference)).toMatchObject({ reopened: false, outcome: "none" });
  });

  test("report the earlier decision again when the restore is undone, if the sender knew of it", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    await sendPendingMails(reference);
    const given = await stored(reference);
    await restore();
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({
      state: "decided",
      outcome: "action",
      decisionId: given.decisionId,
    });
    expect(await sendPendingMails(reference)).toBe(0);
    await restore();
    await sendPendingMails(reference);
    await undoDecision(db, by("autre"));
    expect(await sendPendingMails(reference)).toBe(1);
    expect(lastMail()).toContain("pris une mesure");
    expect(await drift()).toEqual([]);
  });

  test("follow the undo of a ban that had removed the comment before the notice", async () => {
    const reference = await send();
    const member = { kind: "member" as const, id: memberIdOf("auteur") };
    await decide(db, { actor: by("autre"), subject: member, action: "ban", reason: "respect", comments: "remove" });
    await decideOn(reference, "gone");
    expect(await stored(reference)).toMatchObject({ state: "decided", outcome: "action", decisionId: null });
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await drift()).toEqual([]);
  });

  test("leave a notice to a moderator who took it into review meanwhile", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    await restore();
    const { id, version } = await stored(reference);
    await reviewNotice(db, by("modo"), { notice: id, version });
    await undoDecision(db, by("autre"));
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null });
    expect(await sendPendingMails(reference)).toBe(1); // the receipt only
  });

  test("are not sent for a decision undone within the grace period", async () => {
    const reference = await send();
    await decideOn(reference, "remove");
    const [job] = (await jobs()).slice(-1) as [Parameters<typeof sendNoticeMail>[1]];
    await undoDecision(db, by("modo"));
    const before = mails();
    await sendNoticeMail(db, job);
    expect(mails()).toBe(before);
    expect(await stored(reference)).toMatchObject({ state: "review", outcome: null, decidedAt: null });
    expect((await selectNumbers(db, { n: openDsaNoticeCount })).n).toBe(1);
  });

  test("are sent for the last of two decisions only", async () => {
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
