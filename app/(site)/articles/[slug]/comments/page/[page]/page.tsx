import type { Metadata } from "next";
import { Discussion, discussionMetadata } from "../../discussion.tsx";

type Props = PageProps<"/articles/[slug]/comments/page/[page]">;

/** What `?page=N` is rewritten to. */
export function generateStaticParams(): { slug: string; page: string }[] {
  return [{ slug: "-", page: "2" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return discussionMetadata({ slug, number: page });
}

export default async function CommentsNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return Discussion({ slug, number: page });
}
