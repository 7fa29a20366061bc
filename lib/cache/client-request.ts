import { cookies, headers } from "next/headers";
import { notePersonalRead } from "./cached.ts";
import { headersOutsideNext, type RequestHeaders } from "./request-context.ts";

/** The cookies of the request. A page that reads them is rendered for each client and never kept. */
export function clientCookies(): ReturnType<typeof cookies> {
  if (headersOutsideNext()) throw new Error("An action outside Next reads and sets no cookies.");
  notePersonalRead("cookies");
  return cookies();
}

/** The headers of the request. A page that reads them is rendered for each client and never kept. */
export async function clientHeaders(): Promise<RequestHeaders> {
  notePersonalRead("headers");
  return headersOutsideNext() ?? headers();
}
