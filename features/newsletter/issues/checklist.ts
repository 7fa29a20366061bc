import type { AlreadySent } from "./already-sent.ts";
import type { Issue, IssueItem } from "./queries.ts";

/** Subjects are cut at about this length by mail programs on a desktop. */
export const advisedSubjectLength = 70;

/** Something to check before an issue is sent. */
export interface IssueFinding {
  code:
    | "noSubject"
    | "noArticle"
    | "unpublished"
    | "withdrawn"
    | "noTopic"
    | "alt"
    | "subjectLong"
    | "noPreheader"
    | "alertSent"
    | "alreadySent"
    | "noRecipients";
  /** The issue cannot be sent until it is fixed. */
  blocks: boolean;
  /** The titles of the articles concerned. */
  about: string[];
}

export interface IssueChecklistInput {
  issue: Pick<Issue, "subject" | "preheader" | "topicId">;
  items: IssueItem[];
  recipients: number;
  /** Whether an alert about one of the articles was already sent. */
  alertSent: boolean;
  /** By article: the issue in which some of the recipients were already sent it. */
  alreadySent?: ReadonlyMap<number, AlreadySent> | undefined;
}

/** Lists what to check before sending; what blocks it comes first. */
export function findIssueFindings({
  issue,
  items,
  recipients,
  alertSent,
  alreadySent,
}: IssueChecklistInput): IssueFinding[] {
  const titles = (isConcerned: (item: IssueItem) => boolean) => items.filter(isConcerned).map(({ title }) => title);
  const published = items.filter(({ status }) => status === "published");
  const hasTopic = ({ topicIds }: IssueItem) =>
    issue.topicId === null ? topicIds.length > 0 : topicIds.includes(issue.topicId);
  const lists: Partial<Record<IssueFinding["code"], string[]>> = {
    withdrawn: titles(({ status }) => status === "withdrawn"),
    unpublished: titles(({ status }) => status !== "withdrawn" && status !== "published"),
    noTopic: titles((item) => item.status === "published" && !hasTopic(item)),
    alreadySent: titles(({ status, articleId }) => status === "published" && alreadySent?.has(articleId) === true),
    alt: titles(({ status, picture }) => status === "published" && picture !== null && picture.alt.trim() === ""),
  };
  const alone: [code: IssueFinding["code"], applies: boolean][] = [
    ["noSubject", issue.subject.trim() === ""],
    ["noArticle", !published.some(hasTopic)],
    ["noRecipients", recipients === 0],
    ["alertSent", alertSent],
    ["subjectLong", [...issue.subject].length > advisedSubjectLength],
    ["noPreheader", issue.preheader === ""],
  ];
  const blocking = new Set<IssueFinding["code"]>(["noSubject", "noArticle"]);
  const findings = [
    ...alone.flatMap(([code, applies]) => (applies ? [{ code, blocks: blocking.has(code), about: [] }] : [])),
    ...Object.entries(lists).flatMap(([code, about]) =>
      about.length > 0 ? [{ code: code as IssueFinding["code"], blocks: false, about }] : [],
    ),
  ];
  return findings.sort((a, b) => Number(b.blocks) - Number(a.blocks));
}
