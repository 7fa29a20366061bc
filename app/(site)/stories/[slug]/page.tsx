import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/stories/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("story", (await params).slug);
}

export default async function StoryPage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "story", slug });
}
