import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "#app/(site)/articles/[slug]/comments/discussion.tsx";

type Props = PageProps<"/pages/[slug]/comments/sorted/[sort]">;

async function read({ params }: Props) {
  return { ...(await params), parent: "pages" as const };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return discussionMetadata(await read(props));
}

export default async function CommentsOfPageSorted(props: Props) {
  return DiscussionPage(await read(props));
}
