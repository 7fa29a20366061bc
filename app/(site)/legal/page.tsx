import type { Metadata } from "next";
import { BuiltInPageView, builtInPageMetadata } from "../built-in-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("legal");
}

export default async function LegalPage() {
  return BuiltInPageView({ page: "legal" });
}
