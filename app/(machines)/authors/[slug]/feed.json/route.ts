import { archiveFeedHandler, placeholderParams } from "#features/feeds/loaders.ts";

export const generateStaticParams = placeholderParams;

export const GET = archiveFeedHandler("json", "author");
