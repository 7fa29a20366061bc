import type { Metadata } from "next";
import { EditablePage, textMetadata } from "#app/(site)/text-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return textMetadata("rules");
}

export default async function RulesPage() {
  return EditablePage({ page: "rules" });
}
