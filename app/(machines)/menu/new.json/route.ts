import { getNewestArticleTimes } from "#features/taxonomy/cached.ts";

/** The times of the newest articles of each section, with which a browser counts those since the reader's last visit. */
export async function GET(): Promise<Response> {
  return Response.json(await getNewestArticleTimes());
}
