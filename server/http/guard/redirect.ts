import type { ServerResponse } from "node:http";
import { restrictivePolicy, securityHeaders } from "../security-headers.ts";

/** Redirects to another address of this site. Clients ask again each time, because either may change. */
export function sendRedirect(
  res: ServerResponse,
  status: 307 | 308,
  address: string,
  { secure }: { secure: boolean },
): void {
  const headers = [
    // A stored path may contain characters that no header may.
    ["Location", address.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)],
    ["Content-Length", "0"],
    ["Cache-Control", status === 308 ? "public, max-age=0, must-revalidate" : "no-store"],
    ["Content-Security-Policy", restrictivePolicy],
  ];
  res.writeHead(status, [...headers, ...securityHeaders({ secure })].flat()).end();
}
