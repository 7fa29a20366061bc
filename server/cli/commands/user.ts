import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import type { Database } from "#db/client.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { createMember } from "#features/members/mutations.ts";
import { roles } from "#features/members/rules.ts";
import { findMemberId } from "#features/members/standing/queries.ts";
import { type Decision, decide, type RecordedDecision } from "#features/moderation/decisions/decide.ts";
import { setMemberRole } from "#features/staff/roles/mutations.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type Result, refused } from "#lib/result.ts";
import { promptHidden } from "../hidden-prompt.ts";
import { expectOk, printResult, withDatabase } from "../run-command.ts";

interface CreateOptions {
  email: string;
  name: string;
  role: string;
  password?: string;
  passwordStdin?: boolean;
  json?: boolean;
}

interface BanOptions {
  until?: string;
  comments?: "remove" | "spam";
  reason?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const user = program.command("user").description("create people with an account, change their role, ban them");

  user
    .command("create")
    .description(
      "create a member whose address counts as confirmed. Without a password option, a terminal is asked for the password (unseen); elsewhere a random one is made and printed once",
    )
    .requiredOption("--email <address>")
    .requiredOption("--name <name>", "the name that readers see")
    .requiredOption("--role <role>", roles.join(", "))
    .addOption(new Option("--password <password>", "other users of this machine may see it: prefer --password-stdin"))
    .addOption(new Option("--password-stdin", "read the password from standard input").conflicts("password"))
    .option("--json", "print the result as JSON")
    .action(async (options: CreateOptions) => {
      const role = parseRole(options.role);
      const { password, generated } = await readPassword(options);
      const { email, name } = options;
      const created = expectOk(
        await withDatabase(({ db }) =>
          db.transaction(async (tx) => {
            const result = await createMember(tx, { email, name, role, password });
            if (result.ok && role !== "reader")
              await recordActivity(tx, { kind: "role", actorId: null, subjectId: result.value.id, detail: { role } });
            return result;
          }),
        ),
      );
      const result = { ...created, role, ...(generated ? { password } : {}) };
      printResult(result, options, () => [
        `Created ${created.email} (${role}), shown as ${name} (@${created.handle}).`,
        ...(generated ? [`Password, shown this once: ${password}`] : []),
      ]);
    });

  user
    .command("role")
    .argument("<email>", "or @handle")
    .argument("<role>", roles.join(", "))
    .description("change what a member may do; it holds from their next click")
    .option("--force", "also where nobody would be left to administer the site")
    .option("--json", "print the result as JSON")
    .action(async (email: string, name: string, options: { force?: boolean; json?: boolean }) => {
      const role = parseRole(name);
      const changed = await withDatabase(({ db }) => setMemberRole(db, email, role, options));
      if (!changed.ok && changed.code === "people.lastAdmin") throw new OperatorError(lastAdminError(email));
      const result = expectOk(changed);
      printResult(result, options, () => [
        `${result.email} is now ${role} (was ${result.before}).`,
        ...(result.confirmed || role === "reader" ? [] : [unconfirmedWarning]),
      ]);
    });

  user
    .command("ban")
    .argument("<email>")
    .description("exclude somebody, or suspend them until a moment; it holds from their next click")
    .option("--until <moment>", "as 2026-12-31T18:00:00+01:00: a suspension instead of a ban")
    .addOption(
      new Option("--comments <what>", "take all their comments along").choices(["remove", "spam"]).conflicts("until"),
    )
    .option("--reason <anchor>", "the rule of /rules that was broken")
    .option("--json", "print the result as JSON")
    .action(async (email: string, options: BanOptions) => {
      const { until, comments, reason } = options;
      const result = expectOk(
        await withDatabase(({ db }) =>
          decideByEmail(db, email, (subject) =>
            until === undefined
              ? { actor: operatorActor, subject, action: "ban", comments, reason }
              : { actor: operatorActor, subject, action: "suspend", until: new Date(until), reason },
          ),
        ),
      );
      printResult(
        result,
        options,
        () => `${email} is ${until ? "suspended" : "banned"} (decision ${result.decision}).`,
      );
    });

  user
    .command("lift")
    .argument("<email>")
    .description("end a ban, a suspension and the wait for review; comments stay as they are")
    .option("--json", "print the result as JSON")
    .action(async (email: string, options: { json?: boolean }) => {
      const result = expectOk(
        await withDatabase(({ db }) =>
          decideByEmail(db, email, (subject) => ({ actor: operatorActor, subject, action: "lift" })),
        ),
      );
      printResult(result, options, () => `${email} may take part again (decision ${result.decision}).`);
    });
}

/** The operator at the machine is no member of the site: decisions name the command line as their author. */
const operatorActor = { rule: "command-line" };

async function decideByEmail(
  db: Database,
  email: string,
  decision: (subject: { kind: "member"; id: number }) => Decision,
): Promise<Result<RecordedDecision>> {
  const id = await findMemberId(db, email);
  return id === undefined
    ? refused("member.unknown", undefined, { email })
    : decide(db, decision({ kind: "member", id }));
}

const unconfirmedWarning = "The role takes effect once the member has confirmed the address by the mailed link.";

function lastAdminError(email: string): string {
  return `${email} is the last person who administers the site, and nothing was changed: without one nobody can change its settings or roles but this command line. Make somebody else an admin first, or add --force if you mean it.`;
}

function parseRole(name: string) {
  const role = roles.find((known) => known === name);
  if (!role) throw new OperatorError(`There is no role ${name}. Roles: ${roles.join(", ")}.`);
  return role;
}

async function readPassword(options: CreateOptions): Promise<{ password: string; generated: boolean }> {
  if (options.password !== undefined) return { password: options.password, generated: false };
  // The last line break belongs to the terminal, not to the password.
  if (options.passwordStdin) return { password: (await text(process.stdin)).replace(/\r?\n$/, ""), generated: false };
  if (process.stdin.isTTY) {
    const password = await promptHidden("Password: ");
    if (password !== (await promptHidden("Again: ")))
      throw new OperatorError("The two passwords differ: nothing was created.");
    return { password, generated: false };
  }
  return { password: randomBytes(12).toString("base64url"), generated: true };
}
