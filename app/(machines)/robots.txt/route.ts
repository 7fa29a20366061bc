import { getSettings } from "#features/settings/cached.ts";
import { writeRobotsTxt } from "#features/sitemap/rules.ts";
import { toMiningReservation } from "#features/text-mining/rules.ts";
import { writeReservationLines } from "#features/text-mining/statements/robots-txt.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const reservation = toMiningReservation(await getSettings());
  return new Response(writeRobotsTxt(writeReservationLines(reservation)), {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
