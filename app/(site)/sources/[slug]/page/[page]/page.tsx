import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/sources/[slug]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("source", slug, page);
}

export default async function SourceNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "source", slug, number: page });
}
