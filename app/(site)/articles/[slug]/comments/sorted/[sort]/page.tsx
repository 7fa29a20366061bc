import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "../../discussion.tsx";

type Props = PageProps<"/articles/[slug]/comments/sorted/[sort]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return discussionMetadata(await params);
}

export default async function CommentsSortedPage({ params }: Props) {
  return DiscussionPage(await params);
}
