import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/tags/[slug]">;

/** Rendered on the first visit and stored. Next requires at least one slug at build time; none is "-". */
export function generateStaticParams(): { slug: string }[] {
  return [{ slug: "-" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("tag", (await params).slug);
}

export default async function TagPage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "tag", slug });
}
