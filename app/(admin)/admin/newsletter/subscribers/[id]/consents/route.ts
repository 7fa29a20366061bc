import { respondWithConsentsCsv } from "#features/newsletter/subscriber-admin/loaders.ts";

export async function GET(_request: Request, { params }: RouteContext<"/admin/newsletter/subscribers/[id]/consents">) {
  return respondWithConsentsCsv((await params).id);
}
