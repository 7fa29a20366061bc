import type { ServerResponse } from "node:http";
import { restrictivePolicy, securityHeaders } from "../security-headers.ts";

/** Redirects to another address of this site. Clients must ask again each time, because the target can change. */
export function sendRedirect(
  res: ServerResponse,
  status: 307 | 308,
  address: string,
  { secure }: { secure: boolean },
): void {
  const headers = [
    // A stored path may contain characters that a header may not.
    ["Location", address.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)],
    ["Content-Length", "0"],
    ["Cache-Control", status === 308 ? "public, max-age=0, must-revalidate" : "no-store"],
    ["Content-Security-Policy", restrictivePolicy],
  ];
  res.writeHead(status, [...headers, ...securityHeaders({ secure })].flat()).end();
}
