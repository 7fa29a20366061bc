import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/tags/[slug]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("tag", slug, page);
}

export default async function TagNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "tag", slug, number: page });
}
