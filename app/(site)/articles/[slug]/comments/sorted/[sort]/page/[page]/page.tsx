import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "../../../../discussion.tsx";

type Props = PageProps<"/articles/[slug]/comments/sorted/[sort]/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, sort, page } = await params;
  return discussionMetadata({ slug, sort, number: page });
}

export default async function CommentsSortedNumberedPage({ params }: Props) {
  const { slug, sort, page } = await params;
  return DiscussionPage({ slug, sort, number: page });
}
