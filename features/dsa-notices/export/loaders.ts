import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { mayModerate } from "#features/members/standing/policy.ts";
import { translator } from "#i18n/translator.ts";
import { streamDsaNoticesCsv } from "./csv.ts";

/**
 * Responds with all notices as a CSV file, streamed, for moderators. Responds with 401 and 403 without a body, to which
 * the page server adds its page.
 */
export async function respondWithDsaNoticesCsv(): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store", "Content-Type": "text/html; charset=utf-8" };
  const viewer = await authorizeViewer(mayModerate);
  if (typeof viewer === "number") return new Response("", { status: viewer, headers });
  const lines = streamDsaNoticesCsv(database(), viewer.id);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return();
    },
  });
  return new Response(body, {
    headers: {
      ...headers,
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${translator()("dsaNotices.csv.file")}.csv"`,
    },
  });
}
