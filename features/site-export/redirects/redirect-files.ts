import { csvLine } from "#lib/csv.ts";
import type { ExportFolder } from "../folder/export-folder.ts";
import type { OldAddress } from "../queries.ts";

/**
 * Writes the old addresses as a list, and for two servers: as entries of nginx's `map`, and as Netlify's `_redirects`.
 * Returns how many there are.
 */
export async function writeRedirects(folder: ExportFolder, pages: AsyncIterable<OldAddress[]>): Promise<number> {
  const [list, nginx, netlify] = [
    await folder.open("redirects.csv"),
    await folder.open("redirects.map"),
    await folder.open("_redirects"),
  ];
  let count = 0;
  await list.write(csvLine(["from", "to", "status"]));
  await nginx.write(
    "# In http { }: map $request_uri $moved_to { include redirects.map; }  In server { }: if ($moved_to) { return 301 $moved_to; }\n",
  );
  for await (const page of pages)
    for (const address of page) {
      count += 1;
      await list.write(csvLine([address.from, address.to, address.status]));
      await nginx.write(nginxEntry(address));
      await netlify.write(netlifyRule(address));
    }
  for (const file of [list, nginx, netlify]) folder.count(await file.close());
  return count;
}

/** Paths are stored decoded; a request has them encoded. */
function encodePath(path: string): string {
  const query = path.indexOf("?");
  const [before, after] = query < 0 ? [path, ""] : [path.slice(0, query), path.slice(query)];
  return before.split("/").map(encodeURIComponent).join("/") + after;
}

/** An entry for `$request_uri`, which has the query too. WordPress ended its addresses with a slash. */
function nginxEntry({ from, to }: OldAddress): string {
  // nginx cannot answer 410 from the same map.
  if (to === "") return "";
  const [source, target] = [quoted(encodePath(from)), quoted(to)];
  const slashed = from === "/" || from.includes("?") ? "" : `${quoted(`${encodePath(from)}/`)} ${target};\n`;
  return `${source} ${target};\n${slashed}`;
}

const quoted = (text: string) => `"${text.replace(/["\\$]/g, (character) => `\\${character}`)}"`;

function netlifyRule({ from, to, status }: OldAddress): string {
  const query = /^\/\?([a-z_]+=\d+)$/.exec(from)?.[1];
  const source = query === undefined ? encodePath(from) : `/ ${query}`;
  return `${source} ${to === "" ? "/404.html" : encodePath(to)} ${status}${query === undefined ? "" : "!"}\n`;
}
