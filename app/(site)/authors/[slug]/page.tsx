import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/authors/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("author", (await params).slug);
}

export default async function AuthorPage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "author", slug });
}
