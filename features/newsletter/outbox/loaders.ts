import { and, eq, isNotNull } from "drizzle-orm";
import { database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { env } from "#lib/env.ts";
import { isMailFileId, listMailFiles } from "#lib/mail/mail-files.ts";
import { forceScheme } from "../issues/preview.ts";
import { readScheme } from "./paths.ts";
import { composeCopy, readMailSummary, readStoredMail, type StoredMail } from "./stored-mail.ts";

const pageSize = 30;

/**
 * A page of the mails in `DATA_DIR/mail`, newest first.
 *
 * @param before the id of the last mail of the page before
 */
export async function loadOutbox(before?: string) {
  const cursor = before !== undefined && isMailFileId(before) ? before : undefined;
  const ids = await listMailFiles(pageSize + 1, cursor);
  return {
    isKept: env().SMTP_URL === undefined,
    mails: await Promise.all(ids.slice(0, pageSize).map(readMailSummary)),
    next: ids.length > pageSize ? ids[pageSize - 1] : undefined,
    isFirstPage: cursor === undefined,
  };
}

/** One mail, for an administrator; undefined if there is none, "unreadable" if it cannot be shown. */
export async function loadStoredMail(id: string, viewer: Viewer): Promise<StoredMail | "unreadable" | undefined> {
  const [member] = await database()
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.id, viewer.id), isNotNull(members.confirmedAt)));
  return readStoredMail(id, member?.email ?? undefined);
}

const isAdmin = (viewer: Viewer) => viewer.role === "admin";
const privateHeaders = { "Cache-Control": "private, no-store" };

/** Responds with a mail's HTML. The page server adds a policy under which nothing runs. */
export async function respondWithMailHtml(id: string, scheme: string | null): Promise<Response> {
  const mail = await findForAdmin(id);
  if (mail instanceof Response) return mail;
  const html = forceScheme(mail.html, readScheme(scheme));
  return new Response(html, { headers: { ...privateHeaders, "Content-Type": "text/html; charset=utf-8" } });
}

/** Responds with a mail as a file, with the links that the page shows. */
export async function respondWithMailFile(id: string): Promise<Response> {
  const mail = await findForAdmin(id);
  if (mail instanceof Response) return mail;
  return new Response(new Uint8Array(composeCopy(mail)), {
    headers: {
      ...privateHeaders,
      "Content-Type": "message/rfc822",
      "Content-Disposition": `attachment; filename="${id}.eml"`,
    },
  });
}

async function findForAdmin(id: string): Promise<StoredMail | Response> {
  const viewer = await authorizeViewer(isAdmin);
  if (typeof viewer === "number") return new Response("", { status: viewer, headers: privateHeaders });
  const mail = await loadStoredMail(id, viewer);
  return mail === undefined || mail === "unreadable"
    ? new Response("", { status: 404, headers: privateHeaders })
    : mail;
}
