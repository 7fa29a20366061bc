import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments } from "#db/schema.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { reviewNotice } from "./mutations.ts";
import { noticePath } from "./notice-secret.ts";
import { countOpenDsaNotices, findSentNotice, listNoticeEvents } from "./queries.ts";
import { sendNoticeMail } from "./send-notice-mail.ts";
import { noticeFixtures } from "./testing.ts";

const { db, who, by, at, send, stored, decideOn, drift, kindsOf, jobs, lastMail, mails } = noticeFixtures();

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
