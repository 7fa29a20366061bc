import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { printableText } from "#lib/printable-text.ts";

/** A file of server/cli/commands: adds its command to the program. */
interface CommandModule {
  register(program: Command): void;
}

interface CommandOutput {
  out(text: string): void;
  err(text: string): void;
}

const terminal: CommandOutput = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/**
 * Builds the command line from the files in server/cli/commands. If the arguments begin with the name of one, only that
 * one is loaded: all of them take twice the time, and 50 MB.
 */
async function buildProgram(output: CommandOutput, [first = ""]: readonly string[]): Promise<Command> {
  const program = new Command("vigie")
    .description("The command line of this Vigie site. It works beside a running server and without one.")
    .usage("COMMAND [options]")
    .helpCommand("help [COMMAND]", "show the help of a command")
    // `backup` and `backup verify` have options of the same names: what follows a command belongs to it.
    .enablePositionalOptions()
    .showHelpAfterError("(add --help to see how it is used)")
    .exitOverride()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      outputError: (text, write) => write(text.replace(/^error: /, "")),
    });
  const folder = join(import.meta.dirname, "commands");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const named = files.find((name) => name === `${first}.ts`);
  for (const name of named ? [named] : files.sort()) {
    const module: CommandModule = await import(pathToFileURL(join(folder, name)).href);
    module.register(program);
  }
  inheritSettings(program);
  return program;
}

/** Each file creates its own subcommands; errors and exits are handled here for all of them. */
function inheritSettings(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent);
    inheritSettings(child);
  }
}

function rejectUnknownCommand(program: Command, args: string[]): void {
  let parent = program;
  for (const name of args) {
    if (parent.commands.length === 0 || name.startsWith("-") || (parent === program && name === "help")) return;
    const child = parent.commands.find((command) => command.name() === name || command.aliases().includes(name));
    // What is no command below it may be its argument, as in `backup FILE` beside `backup verify FILE`.
    if (!child && parent.registeredArguments.length > 0) return;
    if (!child) {
      const known = parent.commands.map((command) => command.name()).join(", ");
      throw new OperatorError(
        parent === program
          ? `There is no command ${name}. Commands: ${known}.`
          : `There is no command ${parent.name()} ${name}. After ${parent.name()}: ${known}.`,
      );
    }
    parent = child;
  }
}

/** Runs the command that the arguments name. The exit code; help and errors go to `output`, what a command prints to this process's own. */
export async function runCommandLine(args: string[], output: CommandOutput = terminal): Promise<number> {
  try {
    const program = await buildProgram(output, args);
    rejectUnknownCommand(program, args);
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Help and usage errors have been printed already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (process.env.LOG_LEVEL === "debug") console.error(error);
    else output.err(`${printableText(sayError(error))}\n`);
    return error instanceof OperatorError ? error.exitCode : 1;
  }
}
