import type { Metadata } from "next";
import { LogPage, logMetadata } from "#app/(site)/moderation-log/log-page.tsx";
import { decodeSegment } from "#features/transparency/log/rules.ts";

type Props = PageProps<"/moderation-log/[...filter]">;

const partsOf = async (params: Props["params"]) => (await params).filter.map(decodeSegment);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return logMetadata(await partsOf(params));
}

export default async function FilteredLogPage({ params }: Props) {
  return LogPage({ parts: await partsOf(params) });
}
