import type { Metadata } from "next";
import { BuiltInPageView, builtInPageMetadata } from "../built-in-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("rules");
}

export default async function RulesPage() {
  return BuiltInPageView({ page: "rules" });
}
