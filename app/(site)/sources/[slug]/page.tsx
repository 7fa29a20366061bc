import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/sources/[slug]">;

/** Nothing is built ahead: made on the first visit and kept. "-" is nobody's slug; Next wants at least one. */
export function generateStaticParams(): { slug: string }[] {
  return [{ slug: "-" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return archiveMetadata("source", (await params).slug);
}

export default async function SourcePage({ params }: Props) {
  const { slug } = await params;
  return ArchivePage({ kind: "source", slug });
}
