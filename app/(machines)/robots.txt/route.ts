import { writeRobotsTxt } from "#features/sitemap/rules.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return new Response(writeRobotsTxt(), { headers: { "content-type": "text/plain; charset=utf-8" } });
}
