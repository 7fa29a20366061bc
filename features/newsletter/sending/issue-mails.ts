import { LRUCache } from "lru-cache";
import type { Database } from "#db/client.ts";
import type { IssueSnapshot } from "#db/schema/newsletter.ts";
import type { LetterSettings } from "#features/mail/letter/letter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { type Locale, locales, siteLocale } from "#i18n/translator.ts";
import { renderIssueVariant } from "../issues/issue-mail.ts";
import type { MailedIssue } from "../issues/mail-content.ts";
import { findIssue, type Issue } from "../issues/queries.ts";
import { createSubscriberToken } from "../subscribers/subscriber-token.ts";
import { completeMessage, composeIssueMessage, type IssueMessage } from "./issue-message.ts";
import type { Claim } from "./ledger.ts";

/** Composed variants that are kept: each is about 100 KB. */
const maxVariants = 64;
const maxIssues = 4;

/** Composes the mails of issues, each variant (topics and language) once. */
export class IssueMails {
  readonly #db: Database;
  readonly #variants = new LRUCache<string, IssueMessage>({ max: maxVariants });
  readonly #sources = new LRUCache<number, IssueSource>({ max: maxIssues });

  constructor(db: Database) {
    this.#db = db;
  }

  /** What the issue's mails are made of; undefined if it has no content that can be read. Throws failures of the database only. */
  async readIssue(issueId: number): Promise<IssueSource | undefined> {
    const known = this.#sources.get(issueId);
    if (known) return known;
    const found = await findIssue(this.#db, issueId);
    const source = found && toSource(found, await readSettings(this.#db));
    if (source) this.#sources.set(issueId, source);
    return source;
  }

  /** The finished message; undefined if the issue has nothing of the subscriber's topics. Throws if it cannot be composed. */
  compose(source: IssueSource, { issueId, subscriberId, address, linkKey, ...claim }: Claim): Buffer | undefined {
    const topicIds = claim.topicIds.filter((id) => source.topicIds.has(id));
    if (topicIds.length === 0) return undefined;
    const locale = locales.find((known) => known === claim.locale) ?? siteLocale();
    const token = createSubscriberToken({ id: subscriberId, linkKey });
    return completeMessage(this.#readVariant(source, topicIds, locale), { issueId, subscriberId, address, token });
  }

  #readVariant(source: IssueSource, topicIds: number[], locale: Locale): IssueMessage {
    const key = `${source.issue.id} ${locale} ${topicIds.join(",")}`;
    const known = this.#variants.get(key);
    if (known) return known;
    const { issue, snapshot, settings } = source;
    const composed = composeIssueMessage(renderIssueVariant(snapshot, settings, { issue, topicIds, locale }));
    this.#variants.set(key, composed);
    return composed;
  }
}

export interface IssueSource {
  issue: MailedIssue;
  snapshot: IssueSnapshot;
  /** The look of the site. */
  settings: LetterSettings;
  /** The topics that have an article in it. */
  topicIds: ReadonlySet<number>;
}

/** Undefined for an issue without content, or with one that this version cannot read. */
function toSource({ id, slug, kind, rhythm, snapshot }: Issue, settings: LetterSettings): IssueSource | undefined {
  try {
    const topicIds = snapshot && new Set(snapshot.articles.flatMap((article) => article.topicIds));
    return topicIds ? { issue: { id, slug, kind, rhythm }, snapshot, settings, topicIds } : undefined;
  } catch {
    return undefined;
  }
}
