import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { env } from "#lib/env.ts";
import { parseId } from "#lib/ids.ts";
import { findIssue } from "../issues/queries.ts";
import { deliveriesPerPage, listDeliveries, readSendingProgress } from "./queries.ts";

/** Loads the page of an issue's sending; a page that does not exist for one that was never sent. */
export async function loadSending(idText: string, viewer: Viewer, after: string | undefined) {
  const db = database();
  const id = parseId(idText);
  const [issue, progress] = id ? await Promise.all([findIssue(db, id), readSendingProgress(db, id)]) : [];
  if (!id || !issue || !progress) notFound();
  const [uncertain, refused] = await Promise.all([
    listDeliveries(db, id, ["uncertain"], 0),
    listDeliveries(db, id, ["bounced", "failed"], parseId(after) ?? 0),
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
    uncertain: shown(uncertain),
    refused: shown(refused),
    next: refused.length > deliveriesPerPage ? refused[deliveriesPerPage - 1]?.subscriberId : undefined,
    writesFiles: env().SMTP_URL === undefined,
  };
}

/** Loads the progress for the page's requests; an HTTP status if the viewer may not see it, or there is no such issue. */
export async function loadSendingProgress(idText: string) {
  const viewer = await authorizeViewer(({ role }) => role === "editor" || role === "admin");
  if (typeof viewer === "number") return { httpStatus: viewer };
  const id = parseId(idText);
  return (id && (await readSendingProgress(database(), id))) || { httpStatus: 404 };
}
