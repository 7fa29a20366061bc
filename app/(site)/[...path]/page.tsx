import { redirectOrNotFound } from "#features/redirects/loaders.ts";

type Props = { params: Promise<{ path: string[] }> };

/** Next asks for one path to try at build; nothing is ever found under a name without letters. */
export function generateStaticParams() {
  return [{ path: ["-"] }];
}

/** Every path that no other page has: an old address, or unknown. */
export default async function OldAddressPage({ params }: Props) {
  const { path } = await params;
  return await redirectOrNotFound(`/${path.join("/")}`);
}
