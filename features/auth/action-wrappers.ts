import { redirect, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Database, database } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import type { Role } from "#features/members/rules.ts";
import { refuseExcluded } from "#features/members/standing/queries.ts";
import { fieldMessages, refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { type FormState, isFormState, parseForm, readTypedValues, type ServerAction } from "#lib/action.ts";
import { clientHeaders } from "#lib/cache/client-request.ts";
import { readEarlierResult } from "#lib/cache/request-context.ts";
import { readClientNetwork } from "#lib/client-network.ts";
import { browserUserAgent } from "#lib/html-limited-agent.ts";
import { log } from "#lib/log/log.ts";
import { consumeRateLimit, type RateLimit } from "#lib/rate-limit.ts";
import { type Refusal, type Result, refused } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import { getViewer, lacksSecondStep } from "./loaders.ts";
import type { Viewer } from "./viewer.ts";

interface ActionOptions<S extends z.ZodType> {
  /** The form's schema; its messages are keys below `errors`. */
  schema: S;
  /** The rate limit, per member or per network for visitors. */
  limit?: RateLimit;
  /** Values for the placeholders of the schema's messages. */
  values?: Record<string, string | number>;
}

interface ActionContext<S extends z.ZodType> {
  db: Database;
  input: z.output<S>;
  /** The visitor's network (an IPv4 address, the /64 of an IPv6 one). */
  network: string;
  userAgent: string;
  /** The raw form, for files, which schemas do not read. */
  form: FormData;
}

/**
 * Makes a server action for everyone. Each action made here checks access, rate limit and schema, then runs the work, which returns a
 * Result. A refusal comes back as messages beside what was typed; an unexpected error is logged with its cause and reported as such.
 */
export function visitorAction<S extends z.ZodType, T>(
  options: ActionOptions<S>,
  work: (visit: ActionContext<S>) => Promise<Result<T>>,
): ServerAction<T> {
  return createAction(
    options,
    async () => undefined,
    (visit) => work(visit),
  );
}

/**
 * Makes a server action for members. `confirmed: false` admits unconfirmed addresses, `excluded: true` banned and suspended members, for
 * what concerns their own data. Without a session a plain form is redirected to the sign-in and back; a script's call is refused with a
 * link to the sign-in, so that the page keeps what was typed.
 */
export function memberAction<S extends z.ZodType, T>(
  options: ActionOptions<S> & {
    confirmed?: false;
    excluded?: true;
    /** Stores what must survive a new sign-in, for which even a script leaves the page; the URL carries only the path. */
    keep?: (form: FormData) => Promise<void>;
    /** The refusal's code for signed-out visitors, on forms that everyone sees. */
    signedOut?: string;
    /** The anchor (an id) on the page to return to. */
    anchor?: (form: FormData) => string;
  },
  work: (visit: ActionContext<S> & { viewer: Viewer }) => Promise<Result<T>>,
): ServerAction<T> {
  const { keep, anchor, signedOut = "member.signedOut" } = options;
  const findCaller = async (form: FormData) => {
    const viewer = await getViewer();
    if (viewer || (!keep && (await isCalledByScript()))) return viewer;
    await keep?.(form);
    return redirect(await signInPath(anchor?.(form)));
  };
  return createAction(options, findCaller, async (visit, viewer) => {
    if (!viewer) {
      const helpLink = { href: await signInPath(anchor?.(visit.form)), label: translator()("signIn.title") };
      return { ...refused(signedOut), helpLink };
    }
    const excluded = options.excluded ? undefined : await refuseExcluded(visit.db, viewer.standing);
    if (excluded) return excluded;
    if (!viewer.confirmed && options.confirmed !== false) return refused("member.unconfirmed");
    return work({ ...visit, viewer });
  });
}

export const contributorAction = roleAction("contributor", "editor", "admin");
export const editorAction = roleAction("editor", "admin");
export const moderatorAction = roleAction("moderator", "admin");
export const adminAction = roleAction("admin");

function roleAction(...allowed: Role[]) {
  return <S extends z.ZodType, T>(
    options: ActionOptions<S>,
    work: (visit: ActionContext<S> & { viewer: Viewer }) => Promise<Result<T>>,
  ): ServerAction<T> =>
    createAction(
      options,
      findViewerOrRedirect,
      async (visit, viewer) => (viewer ? work({ ...visit, viewer }) : refused("member.signedOut")),
      async (viewer) => {
        if (!viewer) return refused("member.signedOut");
        if (!allowed.includes(viewer.role)) return refused("member.forbidden");
        if (await lacksSecondStep(viewer)) return refused("member.secondStep");
        return refuseExcluded(database(), viewer.standing);
      },
    );
}

/** Returns the viewer; undefined if a script sent the form, whose page keeps what was typed and links to the sign-in. */
async function findViewerOrRedirect(): Promise<Viewer | undefined> {
  const viewer = await getViewer();
  return viewer || (await isCalledByScript()) ? viewer : redirect(await signInPath());
}

/** A script of the page called the action, and shows its result; otherwise the browser sent the form and loads a page. */
export async function isCalledByScript(): Promise<boolean> {
  return (await clientHeaders()).has("next-action");
}

/** Returns the URL of the sign-in page that leads back to the form's page, at an anchor. */
async function signInPath(anchor?: string): Promise<string> {
  const referer = (await clientHeaders()).get("referer");
  const from = referer && URL.canParse(referer) ? new URL(referer).pathname : "/";
  return `/login?next=${encodeURIComponent(anchor ? `${from}#${anchor}` : from)}`;
}

function createAction<S extends z.ZodType, W, T>(
  options: ActionOptions<S>,
  findCaller: (form: FormData) => Promise<W>,
  work: (visit: ActionContext<S>, caller: W) => Promise<Result<T>>,
  /** Runs before the form is parsed: without access nothing about the form is revealed. */
  gate?: (caller: W) => Promise<Refusal | undefined>,
): ServerAction<T> {
  return async (_previous, submitted) => {
    // A direct call may send anything: whatever is not a form counts as an empty one and is refused field by field.
    const form = submitted instanceof FormData ? submitted : new FormData();
    const earlier = readEarlierResult();
    if (isFormState<T>(earlier)) return earlier;
    try {
      const caller = await findCaller(form);
      const requestHeaders = await clientHeaders();
      const network = readClientNetwork(requestHeaders);
      const result = await attempt();
      return result.ok ? { status: "done", value: result.value } : refusedState(result, form);

      async function attempt(): Promise<Result<T>> {
        const closed = await gate?.(caller);
        if (closed) return closed;
        if (options.limit) {
          const wait = await consumeRateLimit(options.limit, rateLimitKey(caller, network));
          if (wait > 0) return refused("form.tooFast", undefined, { seconds: wait });
        }
        const parsed = parseForm(options.schema, form);
        if (!parsed.ok) return options.values ? { ...parsed, values: options.values } : parsed;
        const userAgent = browserUserAgent(requestHeaders.get("user-agent"));
        return work({ db: database(), input: parsed.value, network, userAgent, form }, caller);
      }
    } catch (error) {
      unstable_rethrow(error);
      if (isDatabaseUnavailable(error)) return refusedState(refused("form.unavailable"), form);
      log.error({ err: error }, "A form's action failed.");
      return refusedState(refused("form.failed"), form);
    }
  };
}

function rateLimitKey(caller: unknown, network: string): string {
  const member = caller && typeof caller === "object" && "id" in caller ? caller.id : undefined;
  return member === undefined ? `n:${network}` : `m:${member}`;
}

function refusedState(refusal: Refusal, form: FormData): FormState<never> {
  return {
    status: "refused",
    code: refusal.code,
    message: typeset(refusalMessage(refusal)),
    fields: Object.fromEntries(
      Object.entries(fieldMessages(refusal)).map(([name, message]) => [name, typeset(message)]),
    ),
    typed: readTypedValues(form),
    ...(refusal.helpLink && { helpLink: refusal.helpLink }),
    ...(refusal.isWarning && { isWarning: refusal.isWarning }),
    ...(refusal.confirmation && { confirmation: refusal.confirmation }),
    ...(refusal.currentState && { currentState: refusal.currentState }),
  };
}
