import { timingSafeEqual } from "node:crypto";
import { revalidateTag } from "next/cache";
import { z } from "zod";

const shape = z.object({ tags: z.array(z.string().min(1).max(256)).max(1_000) });

/** Expires cache tags at once. For this process alone: server/internal.ts opens the only way here and makes the secret. */
export async function POST(request: Request): Promise<Response> {
  const secret = Buffer.from(process.env.VIGIE_INTERNAL_SECRET ?? "");
  const given = Buffer.from(request.headers.get("x-vigie-internal") ?? "");
  if (secret.length === 0 || given.length !== secret.length || !timingSafeEqual(given, secret)) {
    return new Response(null, { status: 404 });
  }
  const body = shape.safeParse(await request.json());
  if (!body.success) return new Response(null, { status: 400 });
  for (const tag of body.data.tags) revalidateTag(tag, { expire: 0 });
  return new Response(null, { status: 204 });
}
