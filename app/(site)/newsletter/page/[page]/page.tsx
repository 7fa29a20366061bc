import type { Metadata } from "next";
import { NewsletterPage, newsletterMetadata } from "#app/(site)/newsletter/newsletter-page.tsx";

type Props = PageProps<"/newsletter/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return newsletterMetadata((await params).page);
}

export default async function NumberedNewsletterPage({ params }: Props) {
  return NewsletterPage({ number: (await params).page });
}
