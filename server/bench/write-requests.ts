import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { actionManifestFile } from "../page-cache/next/internals.ts";
import { formWith, type PageForm } from "./forms.ts";
import type { BenchMember } from "./members.ts";
import type { BenchRequest } from "./request-load.ts";
import { buildFolder } from "./site.ts";

type Fields = Record<string, string>;

const boundary = "----vigie-bench-7MA4YWxkTrZu0gW";

/** Writes a multipart body by hand, because the client shares the machine with the site that it measures. */
function multipart(fields: readonly (readonly [string, string])[]): string {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join("")}--${boundary}--\r\n`;
}

/** The id that a build gave to a server action. Throws an Error if there is no such action. */
export function actionId(name: string, build = buildFolder): string {
  const file = path.join(build, actionManifestFile);
  const { node }: { node: Record<string, { exportedName?: string }> } = JSON.parse(readFileSync(file, "utf8"));
  const found = Object.entries(node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`The build has no action ${name}.`);
  return found[0];
}

const pageOf = (article: string) => `/articles/${article}`;

/** Makes the requests that the forms of an article's page send. */
export class WriteRequests {
  readonly #origin: string;
  /** Without scripts a form names its action in hidden fields, which are the same on all articles. */
  readonly #comment: PageForm;
  readonly #build: string | undefined;

  private constructor(origin: string, html: string, build?: string) {
    this.#origin = origin;
    this.#build = build;
    this.#comment = formWith(html, "body");
  }

  /** Reads the forms from an article's page. `build`: the folder of the site's build, if it is not this program's. */
  static async open(site: string, article: string, build?: string): Promise<WriteRequests> {
    return new WriteRequests(site, await (await fetch(`${site}/articles/${article}`)).text(), build);
  }

  commentByForm(member: BenchMember, article: string, body: string): BenchRequest {
    const filled: Fields = { article, body, key: randomUUID() };
    const hidden = this.#comment.fields.filter(([name]) => !(name in filled));
    return this.#post(member, pageOf(article), [...hidden, ...Object.entries(filled)]);
  }

  commentByScript(member: BenchMember, article: string, body: string): BenchRequest {
    return this.#call("postCommentAction", member, pageOf(article), { article, body, key: randomUUID() });
  }

  vote(member: BenchMember, article: string, stars: number): BenchRequest {
    return this.#call("rateAction", member, pageOf(article), { article, stars: String(stars) });
  }

  reaction(member: BenchMember, article: string, comment: number, on: boolean): BenchRequest {
    return this.#call("reactAction", member, pageOf(article), { comment: String(comment), on: on ? "1" : "0" });
  }

  deletion(member: BenchMember, article: string, comment: number): BenchRequest {
    return this.#call("deleteCommentAction", member, pageOf(article), { comment: String(comment) });
  }

  decision(moderator: BenchMember, comment: number, action: "spam" | "restore"): BenchRequest {
    return this.#call("decideAction", moderator, "/admin/moderation", {
      kind: "comment",
      id: String(comment),
      action,
      note: "",
    });
  }

  /** A ban that removes the member's comments. */
  ban(moderator: BenchMember, member: number): BenchRequest {
    const fields = {
      kind: "member",
      id: String(member),
      action: "ban",
      reason: "respect",
      comments: "remove",
      note: "",
    };
    return this.#call("decideAction", moderator, "/admin/moderation", fields);
  }

  edit(member: BenchMember, article: string, comment: number, body: string): BenchRequest {
    return this.#call("editCommentAction", member, pageOf(article), { comment: String(comment), body });
  }

  /** Calls an action as `callAction` does: the previous state, then the form as a reference to its fields. */
  #call(action: string, member: BenchMember, page: string, fields: Fields): BenchRequest {
    const parts = Object.entries(fields).map(([name, value]) => [`_1_${name}`, value] as const);
    const post = this.#post(member, page, [...parts, ["0", '[{"status":"idle"},"$K1"]']]);
    return { ...post, headers: { ...post.headers, "next-action": this.#idOf(action), accept: "text/x-component" } };
  }

  readonly #ids = new Map<string, string>();

  #idOf(action: string): string {
    const id = this.#ids.get(action) ?? actionId(action, this.#build);
    this.#ids.set(action, id);
    return id;
  }

  #post(member: BenchMember, page: string, fields: readonly (readonly [string, string])[]): BenchRequest {
    return {
      method: "POST",
      path: page,
      headers: {
        ...member.headers,
        origin: this.#origin,
        referer: this.#origin + page,
        "content-type": `multipart/form-data; boundary=${boundary}`,
      },
      body: multipart(fields),
    };
  }
}

/** Whether the response to a form without scripts is the redirect of a success. */
export const isRedirect = (status: number) => status === 302 || status === 303;

/** Whether the response to a call by script says that the action did its work. */
export const isDone = (status: number, body: string) => status === 200 && body.includes('"status":"done"');

/** Whether an action called by script did its work: it returned a result, or redirected elsewhere than to /login. */
export const isAccepted = ({ status, body, redirect }: { status: number; body: string; redirect: string }) =>
  isDone(status, body) || (redirect !== "" && !redirect.startsWith("/login"));
