import type { Metadata } from "next";
import { branchMetadata, CommentBranchPage } from "../branch.tsx";

type Props = PageProps<"/articles/[slug]/comments/[comment]">;

/** Rendered on the first visit and stored; Next requires at least one at build time. */
export function generateStaticParams(): { slug: string; comment: string }[] {
  return [{ slug: "-", comment: "1" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return branchMetadata(await params);
}

export default async function CommentAndRepliesPage({ params }: Props) {
  return CommentBranchPage(await params);
}
