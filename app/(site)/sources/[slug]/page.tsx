import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/sources/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("source", (await params).slug);
}

export default async function SourcePage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "source", slug });
}
