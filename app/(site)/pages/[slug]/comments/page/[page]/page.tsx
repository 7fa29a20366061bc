import type { Metadata } from "next";
import { DiscussionPage, discussionMetadata } from "#app/(site)/articles/[slug]/comments/discussion.tsx";

type Props = PageProps<"/pages/[slug]/comments/page/[page]">;

async function read({ params }: Props) {
  const { slug, page } = await params;
  return { slug, number: page, parent: "pages" as const };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return discussionMetadata(await read(props));
}

export default async function CommentsOfPageNumbered(props: Props) {
  return DiscussionPage(await read(props));
}
