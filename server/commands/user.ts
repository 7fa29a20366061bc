import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { createMember, setMemberRole } from "#features/members/mutations.ts";
import { roles } from "#features/members/rules.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { expectOk, report, withDatabase } from "#server/command.ts";
import { askHidden } from "#server/terminal.ts";

interface CreateOptions {
  email: string;
  name: string;
  role: string;
  password?: string;
  passwordStdin?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  const user = program.command("user").description("create people with an account and change their role");

  user
    .command("create")
    .description(
      "create a member whose address counts as confirmed. Without a password option it is asked for on a terminal (unseen), else a random one is made and printed once",
    )
    .requiredOption("--email <address>")
    .requiredOption("--name <name>", "the name that readers see")
    .requiredOption("--role <role>", roles.join(", "))
    .addOption(new Option("--password <password>", "other users of this machine may see it: prefer --password-stdin"))
    .addOption(new Option("--password-stdin", "read the password from standard input").conflicts("password"))
    .option("--json", "print the result as JSON")
    .action(async (options: CreateOptions) => {
      const role = roleNamed(options.role);
      const { password, made } = await choosePassword(options);
      const { email, name } = options;
      const created = expectOk(await withDatabase(({ db }) => createMember(db, { email, name, role, password })));
      const result = { ...created, role, ...(made ? { password } : {}) };
      report(result, options, () => [
        `Created ${created.email} (${role}), shown as ${name} (@${created.handle}).`,
        ...(made ? [`Password, shown this once: ${password}`] : []),
      ]);
    });

  user
    .command("role")
    .argument("<email>")
    .argument("<role>", roles.join(", "))
    .description("change what a member may do; it holds from their next click")
    .option("--json", "print the result as JSON")
    .action(async (email: string, name: string, options: { json?: boolean }) => {
      const role = roleNamed(name);
      const result = expectOk(await withDatabase(({ db }) => setMemberRole(db, email, role)));
      report(result, options, () => `${result.email} is now ${role} (was ${result.before}).`);
    });
}

function roleNamed(name: string) {
  const role = roles.find((known) => known === name);
  if (!role) throw new OperatorError(`There is no role ${name}. Roles: ${roles.join(", ")}.`);
  return role;
}

async function choosePassword(options: CreateOptions): Promise<{ password: string; made: boolean }> {
  if (options.password !== undefined) return { password: options.password, made: false };
  // One line end is the terminal's, not the password's.
  if (options.passwordStdin) return { password: (await text(process.stdin)).replace(/\r?\n$/, ""), made: false };
  if (process.stdin.isTTY) {
    const password = await askHidden("Password: ");
    if (password !== (await askHidden("Again: ")))
      throw new OperatorError("The two passwords differ: nothing was created.");
    return { password, made: false };
  }
  return { password: randomBytes(12).toString("base64url"), made: true };
}
