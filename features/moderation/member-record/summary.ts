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

/** The actions on a member, in the order in which they are offered. */
const memberActionOrder = ["warn", "premoderate", "suspend", "ban", "lift", "message", "note"] as const;
export type OfferedAction = (typeof memberActionOrder)[number];

/** A member record as texts in the site's language, so that the page and the queue's pane show the same. */
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
  /** The share of refused comments among those decided on. */
  share: { approved: number; refused: number; label: string } | null;
  former: string | null;
  linked: { label: string; note: string; people: { id: number; href: string; name: string; text: string }[] } | null;
  notes: RecordEntry[];
  decisions: RecordEntry[];
  /** Whether older decisions are on the page of the record. */
  more: boolean;
  /** Why the viewer may not decide on the member; null if they may. */
  noActionsReason: string | null;
  actions: OfferedAction[];
}

/** A summary as it is sent. The field names are fixed, because a page opened before an upgrade reads it too. */
export type SentMemberSummary = Omit<MemberSummary, "noActionsReason"> & { barred: MemberSummary["noActionsReason"] };

type SummaryViewer = Pick<Viewer, "id" | "role">;

/** Formats a member record for the viewer. Members do not see moderators' notes about themselves. */
export function summarizeMember(record: MemberRecord, viewer: SummaryViewer, settings: Settings): MemberSummary {
  const formatter = createRecordFormatter(settings);
  const { id, version, name, standing } = record;
  const { refused, decided, percent } = summarizeRefusals(record.commentCounts);
  const own = isSelf(viewer, id);
  return {
    id,
    version,
    deleted: record.deletedAt !== null,
    handle: record.handle,
    name: name || formatter.t("moderation.memberRecord.nameless"),
    page: memberRecordHref(id),
    profile: record.hasProfile && record.handle ? `/members/${record.handle}` : null,
    about: describeAccount(record, formatter),
    standings: listStandingLabels(standing, record, formatter),
    facts: listFacts(record, formatter),
    share:
      decided === 0
        ? null
        : {
            approved: decided - refused,
            refused,
            label: formatter.t.typeset("moderation.memberRecord.share", { percent, judged: decided }),
          },
    former:
      record.formerHandles.length === 0
        ? null
        : formatter.t.typeset("moderation.memberRecord.former", {
            handles: record.formerHandles.map((handle) => `@${handle}`).join(", "),
          }),
    linked: describeLinked(record, formatter),
    notes: own ? [] : record.notes.slice(0, decisionsPerPage).map((note) => toRecordEntry(note, formatter)),
    decisions: record.decisions.slice(0, decisionsPerPage).map((decision) => toRecordEntry(decision, formatter, own)),
    more: record.decisions.length > decisionsPerPage,
    noActionsReason: explainNoActions(record, viewer, formatter),
    actions: record.deletedAt ? [] : listOfferedActions(record, viewer),
  };
}

function describeAccount(record: MemberRecord, { t, day }: RecordFormatter): string {
  if (record.deletedAt) return t.typeset("moderation.memberRecord.deleted", { day: day(record.deletedAt) });
  const parts = [
    t("moderation.memberRecord.registered", { day: day(record.registeredAt) }),
    ...(record.confirmed ? [] : [t("moderation.memberRecord.unconfirmed")]),
    ...(record.role === "reader" ? [] : [t(`roles.${record.role}`)]),
    ...(record.lastSeen ? [t("moderation.memberRecord.seen", { day: day(record.lastSeen) })] : []),
  ];
  return typeset(parts.join(" · "));
}

function describeLinked({ linked }: MemberRecord, { t, moment }: RecordFormatter): MemberSummary["linked"] {
  if (linked.count === 0) return null;
  const standingText = ({ banned, suspendedUntil }: Standing) =>
    banned ? t("moderation.memberRecord.isBanned") : suspendedUntil ? t("moderation.memberRecord.isSuspended") : "";
  return {
    label: t.typeset("moderation.memberRecord.linked", { count: linked.count }),
    note: linked.count >= minSharedRegistrations ? t.typeset("moderation.memberRecord.shared") : "",
    people: linked.members.map((member) => ({
      id: member.id,
      href: memberRecordHref(member.id),
      name: member.name || t("moderation.memberRecord.nameless"),
      text: typeset([moment(member.registeredAt), standingText(member.standing)].filter(Boolean).join(" · ")),
    })),
  };
}

function explainNoActions(record: MemberRecord, viewer: SummaryViewer, { t }: RecordFormatter): string | null {
  if (record.deletedAt) return t.typeset("moderation.memberRecord.accountDeleted");
  if (isSelf(viewer, record.id)) return t.typeset("errors.moderation.oneself");
  return mayModerateMember(viewer, record) ? null : t.typeset("errors.moderation.rank");
}

function listOfferedActions(record: MemberRecord, viewer: SummaryViewer): OfferedAction[] {
  if (isSelf(viewer, record.id) || !mayModerateMember(viewer, record)) return [];
  const { banned, suspendedUntil, premoderated } = record.standing;
  const pointless: Record<OfferedAction, boolean> = {
    warn: banned,
    premoderate: premoderated || banned,
    suspend: banned,
    ban: banned,
    lift: !banned && !suspendedUntil && !premoderated,
    message: false,
    note: false,
  };
  return memberActionOrder.filter((action) => !pointless[action]);
}
