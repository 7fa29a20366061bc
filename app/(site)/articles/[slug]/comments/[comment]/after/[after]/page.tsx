import type { Metadata } from "next";
import { branchMetadata, CommentBranchPage } from "../../../branch.tsx";

type Props = PageProps<"/articles/[slug]/comments/[comment]/after/[after]">;

/** The target of rewriting `?after=`. */
export function generateStaticParams(): { slug: string; comment: string; after: string }[] {
  return [{ slug: "-", comment: "1", after: "1" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return branchMetadata(await params);
}

export default async function RestOfThreadPage({ params }: Props) {
  return CommentBranchPage(await params);
}
