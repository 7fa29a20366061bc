import type { NextRequest } from "next/server";
import { respondWithMailFile } from "#features/newsletter/outbox/loaders.ts";

/** A mail as a file. */
export async function GET(_: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respondWithMailFile((await params).id);
}
