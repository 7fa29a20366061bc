import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/authors/[slug]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("author", slug, page);
}

export default async function AuthorNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "author", slug, number: page });
}
