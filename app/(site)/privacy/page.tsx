import type { Metadata } from "next";
import { BuiltInPageView, builtInPageMetadata } from "#app/(site)/text-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("privacy");
}

export default async function PrivacyPage() {
  return BuiltInPageView({ page: "privacy" });
}
