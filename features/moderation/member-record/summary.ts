import type { Viewer } from "#features/auth/viewer.ts";
import { isSelf, mayModerateMember } from "#features/members/standing/policy.ts";
import type { Standing } from "#features/members/standing/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import { type RecordEntry, toRecordEntry } from "./decisions/entries.ts";
import { decisionsPerPage } from "./decisions/queries.ts";
import { type Fact, listFacts } from "./facts.ts";
import {
  createRecordFormatter,
  listStandingLabels,
  memberRecordHref,
  type RecordFormatter,
  type StandingLabel,
} from "./formatter.ts";
import type { MemberRecord } from "./queries.ts";
import { minSharedRegistrations, summarizeRefusals } from "./rules.ts";

/** What a moderator may do with a member here and now. */
export const memberActionOrder = ["warn", "premoderate", "suspend", "ban", "lift", "message", "note"] as const;
export type OfferedAction = (typeof memberActionOrder)[number];

/** A member as a moderator reads them: sentences in the site's language, so that the page and the queue's pane say the same. */
export interface MemberSummary {
  id: number;
  version: number;
  name: string;
  deleted: boolean;
  page: string;
  profile: string | null;
  handle: string | null;
  about: string;
  standings: StandingLabel[];
  facts: Fact[];
  /** Of what moderators judged. */
  share: { approved: number; refused: number; label: string } | null;
  former: string | null;
  linked: { label: string; note: string; people: { id: number; href: string; name: string; text: string }[] } | null;
  notes: RecordEntry[];
  decisions: RecordEntry[];
  /** Older ones are on the page. */
  more: boolean;
  /** Why the asker decides nothing about them, where so. */
  noActionsReason: string | null;
  actions: OfferedAction[];
}

/** A summary as it is sent: a page that was opened before an upgrade reads it too. */
export type SentMemberSummary = Omit<MemberSummary, "noActionsReason"> & { barred: MemberSummary["noActionsReason"] };

type SummaryViewer = Pick<Viewer, "id" | "role">;

/** A person as sentences for who asks. Nobody reads what moderators noted about them. */
export function summarizeMember(person: MemberRecord, viewer: SummaryViewer, settings: Settings): MemberSummary {
  const say = createRecordFormatter(settings);
  const { id, version, name, standing } = person;
  const { refused, judged, percent } = summarizeRefusals(person.commentCounts);
  const own = isSelf(viewer, id);
  return {
    id,
    version,
    deleted: person.deletedAt !== null,
    handle: person.handle,
    name: name || say.t("moderation.memberRecord.nameless"),
    page: memberRecordHref(id),
    profile: person.hasProfile && person.handle ? `/members/${person.handle}` : null,
    about: describeAccount(person, say),
    standings: listStandingLabels(standing, person, say),
    facts: listFacts(person, say),
    share:
      judged === 0
        ? null
        : {
            approved: judged - refused,
            refused,
            label: say.t.typeset("moderation.memberRecord.share", { percent, judged }),
          },
    former:
      person.formerHandles.length === 0
        ? null
        : say.t.typeset("moderation.memberRecord.former", {
            handles: person.formerHandles.map((one) => `@${one}`).join(", "),
          }),
    linked: describeLinked(person, say),
    notes: own ? [] : person.notes.slice(0, decisionsPerPage).map((one) => toRecordEntry(one, say)),
    decisions: person.decisions.slice(0, decisionsPerPage).map((one) => toRecordEntry(one, say, own)),
    more: person.decisions.length > decisionsPerPage,
    noActionsReason: whyNoActions(person, viewer, say),
    actions: person.deletedAt ? [] : listOfferedActions(person, viewer),
  };
}

function describeAccount(person: MemberRecord, { t, day }: RecordFormatter): string {
  if (person.deletedAt) return t.typeset("moderation.memberRecord.deleted", { day: day(person.deletedAt) });
  const parts = [
    t("moderation.memberRecord.registered", { day: day(person.registeredAt) }),
    ...(person.confirmed ? [] : [t("moderation.memberRecord.unconfirmed")]),
    ...(person.role === "reader" ? [] : [t(`roles.${person.role}`)]),
    ...(person.lastSeen ? [t("moderation.memberRecord.seen", { day: day(person.lastSeen) })] : []),
  ];
  return typeset(parts.join(" · "));
}

function describeLinked({ linked }: MemberRecord, { t, moment }: RecordFormatter): MemberSummary["linked"] {
  if (linked.count === 0) return null;
  const word = ({ banned, suspendedUntil }: Standing) =>
    banned ? t("moderation.memberRecord.isBanned") : suspendedUntil ? t("moderation.memberRecord.isSuspended") : "";
  return {
    label: t.typeset("moderation.memberRecord.linked", { count: linked.count }),
    note: linked.count >= minSharedRegistrations ? t.typeset("moderation.memberRecord.shared") : "",
    people: linked.members.map((one) => ({
      id: one.id,
      href: memberRecordHref(one.id),
      name: one.name || t("moderation.memberRecord.nameless"),
      text: typeset([moment(one.registeredAt), word(one.standing)].filter(Boolean).join(" · ")),
    })),
  };
}

function whyNoActions(person: MemberRecord, viewer: SummaryViewer, { t }: RecordFormatter): string | null {
  if (person.deletedAt) return t.typeset("moderation.memberRecord.accountDeleted");
  if (isSelf(viewer, person.id)) return t.typeset("errors.moderation.oneself");
  return mayModerateMember(viewer, person) ? null : t.typeset("errors.moderation.rank");
}

function listOfferedActions(person: MemberRecord, viewer: SummaryViewer): OfferedAction[] {
  if (isSelf(viewer, person.id) || !mayModerateMember(viewer, person)) return [];
  const { banned, suspendedUntil, premoderated } = person.standing;
  const senseless: Record<OfferedAction, boolean> = {
    warn: banned,
    premoderate: premoderated || banned,
    suspend: banned,
    ban: banned,
    lift: !banned && !suspendedUntil && !premoderated,
    message: false,
    note: false,
  };
  return memberActionOrder.filter((action) => !senseless[action]);
}
