import { expect, test } from "vitest";
import type { Notification } from "../queries.ts";
import type { ClaimedMail } from "./mutations.ts";
import { maxSubjectLength, writeSubject } from "./subject.ts";

const title = "Une faille « critique » : que faire ?";
const discussion = { kind: "discussion", article: 1 } as const;

const notification = (kind: Notification["kind"], more: Partial<Notification> = {}): Notification => ({
  id: 1,
  kind,
  status: null,
  alert: null,
  expertise: null,
  createdAt: new Date(0),
  readAt: null,
  actor: "Camille",
  avatar: null,
  parentId: 7,
  comment: null,
  article: { id: 1, slug: "une-faille", title, lead: "" },
  because: [],
  refusal: null,
  decision: null,
  voteOn: null,
  isFirstApproval: false,
  undoes: null,
  outcome: null,
  ...more,
});
const reply = (actor: string, more: Partial<Notification> = {}) => notification("reply", { actor, ...more });
const tag = (name: string) => ({ kind: "tag", id: 1, name, mailed: true }) as const;

const subject = (about: ClaimedMail["about"], notifications: Notification[], locale: "fr" | "en" = "fr") =>
  writeSubject({ about, notifications, older: 0 }, { to: { locale }, site: "Vigie", zone: "Europe/Paris" }).replace(
    /[\u00a0\u202f]/g,
    " ",
  );

test.each([
  ["a reply", [reply("Camille")], `Camille a répondu à votre commentaire – ${title}`],
  ["a mention", [notification("mention")], `Camille vous a cité – ${title}`],
  ["a comment", [notification("comment")], `Nouveau commentaire de Camille – ${title}`],
  [
    "replies to one comment",
    [reply("Camille"), reply("Malik"), reply("Camille")],
    `3 réponses à votre commentaire, de Camille et Malik – ${title}`,
  ],
  [
    "replies to several comments",
    [reply("Camille"), reply("Malik", { parentId: 8 }), reply("Ada", { parentId: 9 })],
    `3 nouveaux commentaires, de Camille et 2 autres – ${title}`,
  ],
  ["a deleted member's reply", [reply("", { actor: null })], `Anonyme a répondu à votre commentaire – ${title}`],
])("the subject of a mail about %s names who and where, and how many", (_, notifications, expected) => {
  expect(subject(discussion, notifications)).toBe(expected);
});

test("the subject of a mail about what a member follows names it", () => {
  const one = notification("article", { because: [tag("Rançongiciel")] });
  expect(subject({ kind: "articles" }, [one])).toBe(`Nouvel article (Rançongiciel) – ${title}`);
  const other = notification("article", { because: [tag("Hôpitaux"), tag("Rançongiciel")] });
  expect(subject({ kind: "articles" }, [one, other])).toBe("2 nouveaux articles (Rançongiciel et Hôpitaux)");
  const digest = { kind: "digest", digest: { rhythm: "daily", date: "2026-11-28", at: new Date(0) } } as const;
  expect(subject(digest, [one, other])).toBe("Votre récapitulatif du jour sur Vigie : 2 notifications");
});

test("the subject about one report, decision or alert says what came of it", () => {
  const report = notification("report", { status: "removed" });
  expect(subject({ kind: "decisions" }, [report])).toContain("Une faille");
  expect(subject({ kind: "decisions" }, [report, report], "en")).toMatch(/^2 decisions about .+ – Vigie$/);
  expect(subject({ kind: "staff" }, [notification("alert", { article: null })])).toMatch(/tâches de fond/);
});

test("a subject has at most 100 characters, whatever the names and titles", () => {
  const long = { article: { id: 1, slug: "x", title: `${"Un titre très long ".repeat(20)}`, lead: "" } };
  const name = "N".repeat(60);
  const cases: [ClaimedMail["about"], Notification[]][] = [
    [discussion, [reply(name, long)]],
    [discussion, Array.from({ length: 200 }, (_, n) => reply(`${n}${name}`, long))],
    [discussion, [reply(`1${name}`, long), reply(`2${name}`, long)]],
    [{ kind: "articles" }, [notification("article", { ...long, because: [tag(name), tag(`${name}2`)] })]],
    [{ kind: "decisions" }, [notification("report", { ...long, status: "spam" })]],
    [{ kind: "staff" }, [notification("schedule", long)]],
  ];
  for (const locale of ["fr", "en"] as const)
    for (const [about, notifications] of cases) {
      const written = subject(about, notifications, locale);
      expect([...written].length, written).toBeLessThanOrEqual(maxSubjectLength);
      expect(written, "some of the title is left").toContain("Un ");
    }
  // The report's sentence ends with what came of it.
  expect(subject({ kind: "decisions" }, [notification("report", { ...long, status: "spam" })])).toMatch(/spam$/);
});
