import { median } from "./http-load.ts";

/** The fields of a page's form as a browser without JavaScript would send them. */
export interface PageForm {
  action: string;
  fields: [name: string, value: string][];
}

const plainOf = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&#039;", "'").replaceAll("&amp;", "&");

/** The first form of `html` that holds the field `name`. Throws an Error if there is none. */
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

/** Sends the form filled in, follows nothing, and reads the whole answer. */
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
  /** Posts per second that were taken. */
  rate: number;
  median: number;
  p99: number;
  taken: number;
  failures: number;
}

/** Sends `count` forms, `atOnce` at a time; taken is what is answered with a redirect that is no error. */
export async function postMany(count: number, atOnce: number, post: (n: number) => Promise<Response>): Promise<Posts> {
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
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - began) / 1_000;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    rate: times.length / seconds,
    median: median(sorted),
    p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
    taken: times.length,
    failures,
  };
}
