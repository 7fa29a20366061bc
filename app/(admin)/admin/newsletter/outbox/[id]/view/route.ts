import type { NextRequest } from "next/server";
import { respondWithMailHtml } from "#features/newsletter/outbox/loaders.ts";

/** A mail's HTML, for the frame of its page. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respondWithMailHtml((await params).id, request.nextUrl.searchParams.get("scheme"));
}
