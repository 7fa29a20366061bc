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
