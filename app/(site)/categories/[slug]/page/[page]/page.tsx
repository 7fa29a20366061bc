import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/categories/[slug]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("category", slug, page);
}

export default async function CategoryNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "category", slug, number: page });
}
