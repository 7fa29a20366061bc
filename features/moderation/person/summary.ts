import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { percentOf } from "#features/reports/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { formatNumber } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";
import { ruleWords } from "../log/words.ts";
import { isOneself, mayJudge } from "../policy.ts";
import type { Standing } from "../rules.ts";
import { type DecisionAbout, decisionsShown, excerptLength, type Person, type PersonRow } from "./queries.ts";
import { refusedOf, sharedNetwork, totalOf } from "./rules.ts";

/** What a moderator may do with a member here and now. */
export const offered = ["warn", "premoderate", "suspend", "ban", "lift", "message", "note"] as const;
export type Offered = (typeof offered)[number];

/** A fact in figures. */
export interface Fact {
  label: string;
  value: string;
  detail?: string | undefined;
  bad?: boolean;
}

/** A decision or a note as a line. */
export interface Line {
  id: number;
  what: string;
  /** The rule that was broken, or what was noted. */
  why: string;
  note: string;
  /** How the comment begins. */
  excerpt: string;
  by: string;
  at: string;
  iso: string;
  undone: boolean;
  href: string | null;
}

/** A member as a moderator reads them: sentences in the site's language, so that the page and the queue's pane say the same. */
export interface PersonSummary {
  id: number;
  version: number;
  name: string;
  deleted: boolean;
  page: string;
  profile: string | null;
  handle: string | null;
  about: string;
  standings: { kind: "banned" | "suspended" | "premoderated" | "warned"; text: string }[];
  facts: Fact[];
  /** Of what moderators judged. */
  share: { approved: number; refused: number; label: string } | null;
  former: string | null;
  linked: { label: string; note: string; people: { id: number; href: string; name: string; text: string }[] } | null;
  notes: Line[];
  decisions: Line[];
  /** Older ones are on the page. */
  more: boolean;
  /** Why the asker decides nothing about them, where so. */
  barred: string | null;
  actions: Offered[];
}

type Asker = Pick<Viewer, "id" | "role">;

/** A person as sentences for who asks. */
export function summaryOf(person: Person, viewer: Asker, settings: Settings): PersonSummary {
  const say = sayer(settings);
  const { id, version, name, standing } = person;
  const { refused, judged, percent } = refusedOf(person.written);
  return {
    ...{ id, version, deleted: person.deletedAt !== null, handle: person.handle },
    name: name || say.t("moderation.person.nameless"),
    page: pageOf(id),
    profile: person.hasProfile && person.handle ? `/members/${person.handle}` : null,
    about: aboutOf(person, say),
    standings: standingsOf(standing, person, say),
    facts: factsOf(person, say),
    share:
      judged === 0
        ? null
        : {
            approved: judged - refused,
            refused,
            label: typeset(say.t("moderation.person.share", { percent, judged })),
          },
    former:
      person.formerHandles.length === 0
        ? null
        : typeset(
            say.t("moderation.person.former", { handles: person.formerHandles.map((one) => `@${one}`).join(", ") }),
          ),
    linked: linkedOf(person, say),
    notes: person.notes.slice(0, decisionsShown).map((one) => lineOf(one, say)),
    decisions: person.decisions.slice(0, decisionsShown).map((one) => lineOf(one, say)),
    more: person.decisions.length > decisionsShown,
    barred: barredOf(person, viewer, say),
    actions: person.deletedAt ? [] : actionsFor(person, viewer),
  };
}

export const pageOf = (id: number) => `/admin/moderation/members/${id}`;

type Sayer = ReturnType<typeof sayer>;

function sayer(settings: Settings) {
  const locale = siteLocale();
  const zone = settings["site.zone"];
  const rules = new Map(listRules(settings).map(({ anchor, title }) => [anchor, title]));
  return {
    t: translator(),
    day: (at: Date) => formatDate(at, { locale, zone, style: "short" }),
    moment: (at: Date) => formatDate(at, { locale, zone, style: "long" }),
    iso: (at: Date) => isoWithZone(at, zone),
    number: (value: number, decimals = 0) => formatNumber(value, { locale, decimals }),
    /** A rule that the site no longer has is named as the decision does. */
    rule: (anchor: string | null) => (anchor === null ? "" : (rules.get(anchor) ?? anchor)),
  };
}

function aboutOf(person: Person, { t, day }: Sayer): string {
  if (person.deletedAt) return typeset(t("moderation.person.deleted", { day: day(person.deletedAt) }));
  const parts = [
    t("moderation.person.registered", { day: day(person.registeredAt) }),
    ...(person.confirmed ? [] : [t("moderation.person.unconfirmed")]),
    ...(person.role === "reader" ? [] : [t(`account.export.roles.${person.role}`)]),
    ...(person.lastSeen ? [t("moderation.person.seen", { day: day(person.lastSeen) })] : []),
  ];
  return typeset(parts.join(" · "));
}

function standingsOf(
  standing: Standing,
  { bannedAt, warnedAt }: Pick<Person, "bannedAt" | "warnedAt">,
  { t, day, moment }: Sayer,
): PersonSummary["standings"] {
  const all: PersonSummary["standings"] = [];
  if (bannedAt) all.push({ kind: "banned", text: t("moderation.person.banned", { day: day(bannedAt) }) });
  if (standing.suspendedUntil)
    all.push({ kind: "suspended", text: t("moderation.person.suspended", { until: moment(standing.suspendedUntil) }) });
  if (standing.premoderated) all.push({ kind: "premoderated", text: t("moderation.person.premoderated") });
  if (standing.warned && warnedAt)
    all.push({ kind: "warned", text: t("moderation.person.warned", { day: day(warnedAt) }) });
  return all.map(({ kind, text }) => ({ kind, text: typeset(text) }));
}

function factsOf(person: Person, { t, number }: Sayer): Fact[] {
  const { written, reported, reports, votes, linked } = person;
  const { refused, percent } = refusedOf(written);
  const made = reports.open + reports.upheld + reports.dismissed + reports.abusive;
  const listed = (parts: [number, string][]) =>
    parts
      .filter(([n]) => n > 0)
      .map(([, words]) => words)
      .join(", ") || undefined;
  return [
    {
      label: t("moderation.person.comments"),
      value: number(totalOf(written)),
      detail: listed([
        [written.visible, t("moderation.person.visible", { count: written.visible })],
        [written.pending, t("moderation.person.pending", { count: written.pending })],
        [written.deleted, t("moderation.person.takenBack", { count: written.deleted })],
      ]),
    },
    {
      label: t("moderation.person.refused"),
      value:
        refused === 0 ? number(refused) : t("moderation.person.refusedShare", { refused: number(refused), percent }),
      detail: listed([
        [written.rejected, t("moderation.person.rejected", { count: written.rejected })],
        [written.spam, t("moderation.person.spam", { count: written.spam })],
        [written.removed, t("moderation.person.removed", { count: written.removed })],
      ]),
      bad: refused > 0 && percent >= 50,
    },
    {
      label: t("moderation.person.reportsReceived"),
      value: number(reported.reports),
      detail: reported.comments > 0 ? t("moderation.person.reportedComments", { count: reported.comments }) : undefined,
    },
    {
      label: t("moderation.person.reportsMade"),
      value: number(made),
      detail:
        made === 0
          ? undefined
          : `${listed([
              [reports.upheld, t("moderation.person.upheld", { count: reports.upheld })],
              [reports.dismissed, t("moderation.person.dismissed", { count: reports.dismissed })],
              [reports.abusive, t("moderation.person.abusive", { count: reports.abusive })],
              [reports.open, t("moderation.person.open", { count: reports.open })],
            ])} · ${t("moderation.person.weight", { percent: percentOf(reports.weight) })}`,
    },
    {
      label: t("moderation.person.votes"),
      value: number(votes.count),
      detail: listed([
        [votes.count, t("moderation.person.mean", { mean: number(votes.mean ?? 0, 2) })],
        [votes.held, t("moderation.person.held", { count: votes.held })],
      ]),
      bad: votes.held > 0,
    },
    ...(linked.count > 0 ? [{ label: t("moderation.person.sameNetwork"), value: number(linked.count) }] : []),
  ].map((fact) => ({
    ...fact,
    value: typeset(fact.value),
    detail: fact.detail === undefined ? undefined : typeset(fact.detail),
  }));
}

function linkedOf({ linked }: Person, { t, moment }: Sayer): PersonSummary["linked"] {
  if (linked.count === 0) return null;
  const word = ({ banned, suspendedUntil }: Standing) =>
    banned ? t("moderation.person.isBanned") : suspendedUntil ? t("moderation.person.isSuspended") : "";
  return {
    label: typeset(t("moderation.person.linked", { count: linked.count })),
    note: linked.count >= sharedNetwork ? typeset(t("moderation.person.shared")) : "",
    people: linked.members.map((one) => ({
      id: one.id,
      href: pageOf(one.id),
      name: one.name || t("moderation.person.nameless"),
      text: typeset([moment(one.registeredAt), word(one.standing)].filter(Boolean).join(" · ")),
    })),
  };
}

/** One decision as a line. */
function lineOf(one: DecisionAbout, { t, moment, iso, rule }: Sayer): Line {
  // Of an article's thread nobody is the author.
  const subject = one.subject === "article" ? "member" : one.subject;
  const action = t(`moderation.person.actions.${subject}`, { action: one.action });
  const parts = one.parts > 0 ? t("moderation.person.withComments", { count: one.parts }) : "";
  const until = one.until ? t("moderation.person.until", { until: moment(one.until) }) : "";
  return {
    id: one.id,
    what: typeset([action, until, parts].filter(Boolean).join(" ")),
    why: typeset(rule(one.reason)),
    note: one.note,
    excerpt: shorten(one.excerpt),
    by: typeset(
      one.rule === null
        ? (one.by ?? t("moderation.person.nobody"))
        : t("moderation.person.byRule", { rule: ruleWords(one.rule) }),
    ),
    at: moment(one.at),
    iso: iso(one.at),
    undone: one.undone,
    href: one.subject === "comment" ? `/comments/${one.subjectId}` : null,
  };
}

/** At most so many characters, on one line. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength).trimEnd()}…` : line;
}

/** A further page of decisions, as the summary's. */
export function linesOf(decisions: DecisionAbout[], settings: Settings): Line[] {
  const say = sayer(settings);
  return decisions.map((one) => lineOf(one, say));
}

function barredOf(person: Person, viewer: Asker, { t }: Sayer): string | null {
  if (person.deletedAt) return typeset(t("moderation.person.nothingLeft"));
  if (isOneself(viewer, person.id)) return typeset(t("errors.moderation.oneself"));
  return mayJudge(viewer, person) ? null : typeset(t("errors.moderation.rank"));
}

function actionsFor(person: Person, viewer: Asker): Offered[] {
  if (isOneself(viewer, person.id) || !mayJudge(viewer, person)) return [];
  const { banned, suspendedUntil, premoderated } = person.standing;
  const senseless: Record<Offered, boolean> = {
    warn: banned,
    premoderate: premoderated || banned,
    suspend: banned,
    ban: banned,
    lift: !banned && !suspendedUntil && !premoderated,
    message: false,
    note: false,
  };
  return offered.filter((action) => !senseless[action]);
}

/** A member as a line of the list. */
export interface PersonLine extends Pick<PersonSummary, "id" | "name" | "about" | "standings"> {
  href: string;
}

export function personLines(people: PersonRow[], settings: Settings): PersonLine[] {
  const say = sayer(settings);
  const { t, day } = say;
  return people.map((row) => ({
    id: row.id,
    href: pageOf(row.id),
    name: row.name || t("moderation.person.nameless"),
    about: typeset(
      [
        `@${row.handle}`,
        t("moderation.person.registered", { day: day(row.registeredAt) }),
        ...(row.confirmed ? [] : [t("moderation.person.unconfirmed")]),
        ...(row.role === "reader" ? [] : [t(`account.export.roles.${row.role}`)]),
        ...(row.refused === null ? [] : [t("moderation.person.list.refusedCount", { count: row.refused })]),
      ].join(" · "),
    ),
    standings: standingsOf(row.standing, row, say),
  }));
}
