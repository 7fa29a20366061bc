import type { Metadata } from "next";
import { branchMetadata, CommentBranchPage } from "../../../branch.tsx";

type Props = PageProps<"/articles/[slug]/comments/[comment]/after/[after]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return branchMetadata(await params);
}

export default async function RestOfThreadPage({ params }: Props) {
  return CommentBranchPage(await params);
}
