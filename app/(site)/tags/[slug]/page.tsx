import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/tags/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("tag", (await params).slug);
}

export default async function TagPage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "tag", slug });
}
