import type { Metadata } from "next";
import { BuiltInPageView, builtInPageMetadata } from "../built-in-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("about");
}

export default async function AboutPage() {
  return BuiltInPageView({ page: "about" });
}
