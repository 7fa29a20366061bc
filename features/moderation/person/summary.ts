import type { Viewer } from "#features/members/sign-in/sessions.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import { isOneself, mayJudge } from "../policy.ts";
import type { Standing } from "../rules.ts";
import { type Line, lineOf } from "./decisions/lines.ts";
import { decisionsShown } from "./decisions/queries.ts";
import { type Fact, factsOf } from "./facts.ts";
import type { Person } from "./queries.ts";
import { refusedOf, sharedNetwork } from "./rules.ts";
import { pageOf, type Sayer, type StandingWords, sayer, standingsOf } from "./words.ts";

/** What a moderator may do with a member here and now. */
export const offered = ["warn", "premoderate", "suspend", "ban", "lift", "message", "note"] as const;
export type Offered = (typeof offered)[number];

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
  standings: StandingWords[];
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

/** A person as sentences for who asks. Nobody reads what moderators noted about them. */
export function summaryOf(person: Person, viewer: Asker, settings: Settings): PersonSummary {
  const say = sayer(settings);
  const { id, version, name, standing } = person;
  const { refused, judged, percent } = refusedOf(person.written);
  const own = isOneself(viewer, id);
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
    notes: own ? [] : person.notes.slice(0, decisionsShown).map((one) => lineOf(one, say)),
    decisions: person.decisions.slice(0, decisionsShown).map((one) => lineOf(one, say, own)),
    more: person.decisions.length > decisionsShown,
    barred: barredOf(person, viewer, say),
    actions: person.deletedAt ? [] : actionsFor(person, viewer),
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
