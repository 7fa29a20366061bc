import { median } from "./http-load.ts";

/** The fields of a page's form as a browser without JavaScript sends them. */
export interface PageForm {
  action: string;
  fields: [name: string, value: string][];
}

const plainOf = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&#039;", "'").replaceAll("&amp;", "&");

/** Finds the first form of `html` that has the field `name`. Throws an Error if there is none. */
export function formWith(html: string, name: string): PageForm {
  for (const [form, attributes = ""] of html.matchAll(/<form\b([^>]*)>[\s\S]*?<\/form>/gi)) {
    const fields = [...form.matchAll(/<input\b[^>]*>/gi)].flatMap(([input]): [string, string][] => {
      const of = (attribute: string) => new RegExp(`\\s${attribute}=["']([^"']*)["']`, "i").exec(input)?.[1];
      return of("type") === "hidden" && of("name") ? [[of("name") ?? "", plainOf(of("value") ?? "")]] : [];
    });
    if (!new RegExp(`name=["']${name}["']`).test(form)) continue;
    return { action: plainOf(/\saction=["']([^"']*)["']/i.exec(attributes)?.[1] ?? ""), fields };
  }
  throw new Error(`There is no form with a field "${name}".`);
}

export interface Sender {
  headers: Record<string, string>;
}

/** Submits the filled-in form, follows no redirect, and reads the whole response. */
export async function sendForm(page: string, form: PageForm, filled: Record<string, string>, { headers }: Sender) {
  const body = new FormData();
  for (const [name, value] of form.fields) if (!(name in filled)) body.append(name, value);
  for (const [name, value] of Object.entries(filled)) body.append(name, value);
  const answer = await fetch(new URL(form.action, page), {
    method: "POST",
    body,
    redirect: "manual",
    headers: { ...headers, Origin: new URL(page).origin, Referer: page },
  });
  await answer.arrayBuffer();
  return answer;
}

export interface Posts {
  /** Accepted posts per second. */
  rate: number;
  median: number;
  p99: number;
  accepted: number;
  failures: number;
}

/** Sends `count` forms, `atOnce` at a time. A form is accepted if the response is a redirect that reports no error. */
export async function postMany(
  count: number,
  concurrency: number,
  post: (n: number) => Promise<Response>,
): Promise<Posts> {
  const times: number[] = [];
  let failures = 0;
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (let n = next++; n < count; n = next++) {
      const sent = performance.now();
      const { status } = await post(n);
      if (status === 302 || status === 303) times.push(performance.now() - sent);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1_000;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    rate: times.length / seconds,
    median: median(sorted),
    p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
    accepted: times.length,
    failures,
  };
}
