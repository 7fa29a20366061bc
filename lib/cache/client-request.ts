import { cookies, headers } from "next/headers";
import { notePersonalRead } from "./cached.ts";

/** The cookies of the request. A page that reads them is rendered for each client and never kept. */
export function clientCookies(): ReturnType<typeof cookies> {
  notePersonalRead("cookies");
  return cookies();
}

/** The headers of the request. A page that reads them is rendered for each client and never kept. */
export function clientHeaders(): ReturnType<typeof headers> {
  notePersonalRead("headers");
  return headers();
}
