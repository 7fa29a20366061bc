import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/stories/[slug]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("story", slug, page);
}

export default async function StoryNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "story", slug, number: page });
}
