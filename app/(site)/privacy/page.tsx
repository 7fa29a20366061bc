import type { Metadata } from "next";
import { EditablePage, textMetadata } from "#app/(site)/text-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return textMetadata("privacy");
}

export default async function PrivacyPage() {
  return EditablePage({ page: "privacy" });
}
