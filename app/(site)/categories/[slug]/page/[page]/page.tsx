import type { Metadata } from "next";
import { ArchivePage, archiveMetadata } from "#app/(site)/archive-page.tsx";

type Props = PageProps<"/categories/[slug]/page/[page]">;

/**
 * The target of rewriting `?page=N`. Rendered on the first visit and stored; Next requires at least one at build time.
 */
export function generateStaticParams(): { slug: string; page: string }[] {
  return [{ slug: "-", page: "2" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return archiveMetadata("category", slug, page);
}

export default async function CategoryNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return ArchivePage({ kind: "category", slug, number: page });
}
