import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { log } from "#lib/log/log.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { preferencesUrl, subscriberTokenPlaceholder, unsubscribeUrl } from "../subscribers/subscriber-token.ts";
import { renderIssueVariant } from "./issue-mail.ts";
import { findIssue } from "./queries.ts";
import { archivePath, issueEditorPath, issuePath } from "./rules.ts";
import { draftSnapshot } from "./snapshot.ts";

/**
 * Sends an issue as it is now to an editor's own confirmed address, marked as a test. Its personal links lead to the page of the
 * newsletter, and the link to the archive to the editor, because neither exists before sending. Refused with `issue.gone`,
 * `issue.noAddress`, `issue.noArticle` or `issue.testFailed`.
 */
export async function sendTestMail(
  db: Database,
  memberId: number,
  issueId: number,
): Promise<Result<{ address: string }>> {
  const issue = await findIssue(db, issueId);
  if (!issue) return refused("issue.gone");
  const [member] = await db
    .select({ address: members.email, confirmedAt: members.confirmedAt })
    .from(members)
    .where(eq(members.id, memberId));
  if (!member?.address || !member.confirmedAt) return refused("issue.noAddress");
  const snapshot = await draftSnapshot(db, issue);
  if (snapshot.articles.length === 0) return refused("issue.noArticle");
  const { subject, html, text } = renderIssueVariant(snapshot, await readSettings(db), {
    issue,
    topicIds: snapshot.topics.map(({ id }) => id),
    locale: siteLocale(),
  });
  const { address } = member;
  try {
    await sendMail({
      to: { name: "", address },
      subject: translator()("issues.testSubject", { subject }),
      html: withoutPersonalLinks(html, issue),
      text: withoutPersonalLinks(text, issue),
    });
  } catch (error) {
    log.warn({ err: error }, "A test mail of an issue could not be sent.");
    return refused("issue.testFailed");
  }
  return ok({ address });
}

function withoutPersonalLinks(part: string, { id, slug }: { id: number; slug: string }): string {
  return part
    .replaceAll(preferencesUrl(subscriberTokenPlaceholder), absoluteUrl(archivePath))
    .replaceAll(unsubscribeUrl(subscriberTokenPlaceholder), absoluteUrl(archivePath))
    .replaceAll(absoluteUrl(issuePath(slug)), absoluteUrl(issueEditorPath(id)));
}
