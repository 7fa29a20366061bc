import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "../../discussion.tsx";

type Props = PageProps<"/articles/[slug]/comments/page/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, page } = await params;
  return discussionMetadata({ slug, number: page });
}

export default async function CommentsNumberedPage({ params }: Props) {
  const { slug, page } = await params;
  return DiscussionPage({ slug, number: page });
}
