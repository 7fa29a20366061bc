import { expect, test } from "vitest";
import { findIssueFindings } from "./checklist.ts";
import type { IssueItem } from "./queries.ts";

const item = (more: Partial<IssueItem> = {}): IssueItem => ({
  articleId: 1,
  topicIds: [1],
  slug: "un",
  title: "Un",
  text: "",
  lead: "",
  blurb: "",
  category: "",
  publishedAt: "",
  status: "published",
  picture: null,
  ...more,
});
const picture = { mediaId: "a".repeat(24), revision: 0, alt: " ", width: 1, height: 1 };
const issue = { subject: "Sujet", preheader: "Accroche", topicId: null };

const codes = (more: Partial<Parameters<typeof findIssueFindings>[0]>) =>
  findIssueFindings({ issue, items: [item()], recipients: 1, alertSent: false, ...more }).map(({ code }) => code);

test.each([
  [{}, []],
  [{ issue: { ...issue, subject: " " } }, ["noSubject"]],
  [{ issue: { ...issue, subject: "x".repeat(71) } }, ["subjectLong"]],
  [{ issue: { ...issue, preheader: "" } }, ["noPreheader"]],
  [{ items: [] }, ["noArticle"]],
  [{ items: [item({ status: "withdrawn" })] }, ["noArticle", "withdrawn"]],
  [{ items: [item(), item({ status: "draft" })] }, ["unpublished"]],
  [{ items: [item(), item({ topicIds: [] })] }, ["noTopic"]],
  [{ issue: { ...issue, topicId: 2 } }, ["noArticle", "noTopic"]],
  [{ items: [item({ picture })] }, ["alt"]],
  [{ recipients: 0 }, ["noRecipients"]],
  [{ alertSent: true }, ["alertSent"]],
  [{ alreadySent: new Map([[1, { issue: { id: 9, subject: "" }, recipients: 2, received: 1 }]]) }, ["alreadySent"]],
  [{ alreadySent: new Map([[2, { issue: { id: 9, subject: "" }, recipients: 2, received: 1 }]]) }, []],
])("a draft with %j has the finding %j", (given, expected) => {
  expect(codes(given)).toEqual(expected);
});

test("names the articles concerned, and lists what blocks first", () => {
  const findings = findIssueFindings({
    issue: { ...issue, subject: "" },
    items: [item({ status: "withdrawn", title: "Retiré" })],
    recipients: 0,
    alertSent: false,
  });
  expect(findings.map(({ blocks }) => blocks)).toEqual([true, true, false, false]);
  expect(findings.at(-1)).toMatchObject({ code: "withdrawn", about: ["Retiré"] });
});
