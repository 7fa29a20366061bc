import type { Metadata } from "next";
import { NewsletterPage, newsletterMetadata } from "./newsletter-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return newsletterMetadata();
}

export default async function FirstNewsletterPage() {
  return NewsletterPage({});
}
