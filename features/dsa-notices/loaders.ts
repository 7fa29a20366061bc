import { database } from "#db/client.ts";
import { mayReadReports } from "#features/reports/policy.ts";
import { listReports } from "#features/reports/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { env } from "#lib/env.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { findNoticeContent, type NoticeContent } from "./notice-content.ts";
import { isNoticeSecret } from "./notice-secret.ts";
import {
  dsaNoticesPerPage,
  findNotice,
  findSentNotice,
  listDsaNotices,
  listDsaNoticesOfContent,
  listNoticeEvents,
} from "./queries.ts";
import { type NoticeGround, noticeGrounds, referencePattern } from "./rules.ts";

const idPattern = /^[1-9]\d{0,14}$/;

/**
 * Loads the content of `/report?comment=ID` or `?article=SLUG`, with its absolute URL; `gone` if it is not public;
 * undefined without either parameter.
 */
export async function loadReportedContent(params: {
  comment?: string | undefined;
  article?: string | undefined;
}): Promise<NoticeContent | "gone" | undefined> {
  const { comment, article } = params;
  if (!comment && !article) return undefined;
  const path = comment ? `/comments/${comment}` : `/articles/${encodeURIComponent(article ?? "")}`;
  if (comment && !idPattern.test(comment)) return "gone";
  const content = await findNoticeContent(database(), path, env().SITE_URL);
  return content.ok ? { ...content.value, address: absoluteUrl(content.value.address) } : "gone";
}

/** Loads a notice for its sender; undefined without the secret of its link. */
export async function loadSentNotice(reference: string, key: string | undefined) {
  if (!referencePattern.test(reference) || !key || !isNoticeSecret(reference, key)) return undefined;
  return findSentNotice(database(), reference);
}

/** Loads a page of notices for the parameters of a URL. Unknown values mean the defaults. */
export async function loadDsaNotices(params: {
  state?: string | undefined;
  ground?: string | undefined;
  after?: string | undefined;
}) {
  const state = params.state === "decided" ? ("decided" as const) : ("open" as const);
  const ground: NoticeGround | undefined = noticeGrounds.find((known) => known === params.ground);
  const after = params.after && idPattern.test(params.after) ? Number(params.after) : undefined;
  const rows = await listDsaNotices(database(), { state, ground, after });
  const notices = rows.slice(0, dsaNoticesPerPage);
  return {
    state,
    ground,
    first: after === undefined,
    notices,
    next: rows.length > notices.length ? notices.at(-1)?.id : undefined,
  };
}

/**
 * Loads a notice for a moderator with its events, reports and the other notices of the same content; undefined for an
 * unknown id. `own`: it is about the moderator's own comment; its sender and the reporters are then left out.
 */
export async function loadNotice(id: string, settings: Settings, viewer: { id: number }) {
  if (!idPattern.test(id)) return undefined;
  const db = database();
  const found = await findNotice(db, Number(id));
  if (!found) return undefined;
  const { commentId } = found.notice;
  const own = found.comment !== null && !mayReadReports(viewer, found.comment);
  const [events, alike, reports] = await Promise.all([
    listNoticeEvents(db, found.notice.id),
    listDsaNoticesOfContent(db, found.notice),
    commentId === null || own ? new Map() : listReports(db, [commentId], settings),
  ]);
  const notice = own ? { ...found.notice, name: "", email: null } : found.notice;
  return { ...found, notice, own, events, alike, reports: reports.get(commentId ?? 0) ?? [] };
}
