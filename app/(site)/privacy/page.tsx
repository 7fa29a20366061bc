import type { Metadata } from "next";
import { BuiltInPageView, builtInPageMetadata } from "../built-in-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("privacy");
}

export default async function PrivacyPage() {
  return BuiltInPageView({ page: "privacy" });
}
