import type { Metadata } from "next";
import { LogPage, logMetadata } from "#app/(site)/moderation-log/log-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return logMetadata([]);
}

export default async function ModerationLogPage() {
  return LogPage({ parts: [] });
}
