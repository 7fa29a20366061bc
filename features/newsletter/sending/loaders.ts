import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { env } from "#lib/env.ts";
import { parseId } from "#lib/ids.ts";
import { findIssue } from "../issues/queries.ts";
import { deliveriesPerPage, listDeliveries, readCancellation, readSendingProgress } from "./queries.ts";

/** Loads the page of an issue's sending; a page that does not exist for one that was never sent. */
export async function loadSending(idText: string, viewer: Viewer, after: string | undefined) {
  const db = database();
  const id = parseId(idText);
  const [issue, progress] = id ? await Promise.all([findIssue(db, id), readSendingProgress(db, id)]) : [];
  if (!id || !issue || !progress) notFound();
  const [uncertain, refused, cancellation] = await Promise.all([
    listDeliveries(db, id, ["uncertain"], 0),
    listDeliveries(db, id, ["bounced", "failed"], parseId(after) ?? 0),
    loadCancellation(id),
  ]);
  // Addresses are for administrators; editors see the domain.
  const shown = (rows: typeof uncertain) =>
    rows.slice(0, deliveriesPerPage).map(({ address, domain, ...row }) => ({
      ...row,
      name: viewer.role === "admin" && address ? address : `…@${domain}`,
    }));
  return {
    issue: { id, subject: issue.subject, slug: issue.slug },
    progress,
    cancellation,
    uncertain: shown(uncertain),
    refused: shown(refused),
    next: refused.length > deliveriesPerPage ? refused[deliveriesPerPage - 1]?.subscriberId : undefined,
    writesFiles: env().SMTP_URL === undefined,
  };
}

/** Loads a sentence on when and by whom an issue was cancelled, and how many had got it; undefined if it was not. */
export async function loadCancellation(issueId: number): Promise<string | undefined> {
  const db = database();
  const [cancellation, settings] = await Promise.all([readCancellation(db, issueId), readSettings(db)]);
  if (!cancellation) return undefined;
  const { at, by, sent, recipients } = cancellation;
  const t = translator();
  const when = formatDate(at, { locale: siteLocale(), zone: settings["site.zone"], style: "full" });
  return [
    by === null
      ? t.typeset("issues.cancellation.at", { when })
      : t.typeset("issues.cancellation.by", { when, name: by }),
    t.typeset("issues.cancellation.sent", { sent, recipients }),
  ].join(" ");
}

/** Loads the progress for the page's requests; an HTTP status if the viewer may not see it, or there is no such issue. */
export async function loadSendingProgress(idText: string) {
  const viewer = await authorizeViewer(({ role }) => role === "editor" || role === "admin");
  if (typeof viewer === "number") return { httpStatus: viewer };
  const id = parseId(idText);
  return (id && (await readSendingProgress(database(), id))) || { httpStatus: 404 };
}
