import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "../../discussion.tsx";

type Props = PageProps<"/articles/[slug]/comments/page/[page]">;

/** The target of rewriting `?page=N`. */
export function generateStaticParams(): { slug: string; page: string }[] {
  return [{ slug: "-", page: "2" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return discussionMetadata({ slug, number: page });
}

export default async function CommentsNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return DiscussionPage({ slug, number: page });
}
