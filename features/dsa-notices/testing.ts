import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { beforeEach } from "vitest";
import { comments, dsaNotices } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { someComments } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { decodeMail } from "#lib/mail/mail-testing.ts";
import { noticeStates } from "#server/cli/checks/dsa-notices.ts";
import { startProgress } from "#server/cli/progress.ts";
import { decideNotice, sendNotice } from "./mutations.ts";
import { listNoticeEvents } from "./queries.ts";
import type { Measure, NoticeGround } from "./rules.ts";

const site = "http://localhost:3000";
export const explanation = "Ce passage appelle à la violence contre un groupe.";

interface NoticeChanges {
  address?: string;
  ground?: NoticeGround;
  name?: string;
  email?: string;
  explanation?: string;
}

/**
 * Sets up a database with an article, comments and members for tests of DSA notices. Call it at the top of a test file.
 */
export function noticeFixtures() {
  process.env.AUTH_SECRET = "a secret of the tests";
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-notices-"));
  const { db, sql: raw, clear, queries } = testDatabase();
  let articleId = 0;
  let ids: Map<string, number>;
  let people: Record<string, number> = {};
  let sent = 0;

  beforeEach(async () => {
    await clear();
    const [queue] = await raw`select to_regclass('pgboss.job') as there`;
    if (queue?.there) await raw`delete from pgboss.job`;
    articleId = await anArticle(db, "fil", { title: "Fil" });
    await anArticle(db, "brouillon", { status: "draft", title: "Brouillon", publishedAt: null });
    const roles = { auteur: "reader", modo: "moderator", autre: "moderator" } as const;
    people = await someMembers(db, roles, (handle) => ({ name: `Nom de ${handle}`, email: `${handle}@exemple.test` }));
    const memberId = memberIdOf("auteur");
    ids = await someComments(db, articleId, [
      { key: "a", memberId },
      { key: "b", memberId },
      { key: "attend", status: "pending", memberId },
      { key: "modo", memberId: memberIdOf("modo") },
    ]);
  });

  const memberIdOf = (handle: string) => people[handle] ?? 0;
  const by = (handle: string) => ({ id: memberIdOf(handle) });
  const at = (key: string) => ids.get(key) ?? 0;

  /** Sends a notice as the action does, each from a new e-mail address. */
  async function send(changes: NoticeChanges = {}) {
    sent += 1;
    const input = { address: `/comments/${at("a")}`, ground: "hate", explanation, name: "Ada", ...changes } as const;
    const result = await sendNotice(db, { email: `ada${sent}@exemple.test`, ...input }, site);
    if (!result.ok) throw new Error(JSON.stringify(result));
    return result.value.reference;
  }
  const stored = async (reference: string) => {
    const [row] = await db.select().from(dsaNotices).where(eq(dsaNotices.reference, reference));
    if (!row) throw new Error("no such notice");
    return row;
  };
  const decideOn = async (reference: string, measure: Measure, options: { handle?: string; version?: number } = {}) => {
    const { id, version, commentId } = await stored(reference);
    const [comment] = commentId ? await db.select().from(comments).where(eq(comments.id, commentId)) : [];
    return decideNotice(db, by(options.handle ?? "modo"), {
      notice: id,
      version: options.version ?? version,
      content: comment?.version,
      measure,
      reason: "respect",
      reasons: "Le passage dépasse ce que la loi permet.",
      note: (named) => `À la suite du signalement ${named}.`,
    });
  };
  /** The faults that `vigie check` finds in notices. */
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
  /** The newest mail, decoded. */
  function lastMail(): string {
    const folder = join(process.env.DATA_DIR ?? "", "mail");
    const name = readdirSync(folder).sort().at(-1) ?? "";
    return decodeMail(readFileSync(join(folder, name)));
  }
  const mails = () => readdirSync(join(process.env.DATA_DIR ?? "", "mail")).length;

  return {
    db,
    raw,
    queries,
    articleId: () => articleId,
    memberIdOf,
    by,
    at,
    send,
    stored,
    decideOn,
    drift,
    statusOf,
    kindsOf,
    jobs,
    lastMail,
    mails,
  };
}
