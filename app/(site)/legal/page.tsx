import type { Metadata } from "next";
import { EditablePage, textMetadata } from "#app/(site)/text-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return textMetadata("legal");
}

export default async function LegalPage() {
  return EditablePage({ page: "legal" });
}
