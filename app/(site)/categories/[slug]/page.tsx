import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/categories/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("category", (await params).slug);
}

export default async function CategoryPage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "category", slug });
}
