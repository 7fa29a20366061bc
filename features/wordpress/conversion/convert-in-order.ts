import { hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { log } from "#lib/log/log.ts";
import type { ParserPool } from "#lib/parsing/parser-pool.ts";
import { refused } from "#lib/result.ts";
import type { PlainReason } from "../body/convert-plain.ts";
import { ImportFailure } from "../import-reason.ts";
import type { ScannedPost } from "../scan.ts";
import { AnswerBudget, type BlogLookups } from "./blog-lookups.ts";
import {
  type ConversionInput,
  type ConvertedItem,
  type ConvertedPost,
  convertItems,
  type ItemInput,
} from "./convert-items.ts";
import type { CheckedPost, ItemTally } from "./item-sources.ts";
import { type ConversionSettings, type Lookup, lookupKey } from "./lookups.ts";

/** A post that need not be converted. */
export interface UnchangedPost {
  post: ScannedPost;
  tally: ItemTally;
  used: Lookup[];
}

interface ConversionContext {
  file: FileHandle;
  path: string;
  settings: ConversionSettings;
  lookups: BlogLookups;
  /** Without it the conversion runs in the calling thread, without limits of time and memory. */
  pool: Pick<ParserPool, "run"> | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Items that a thread gets at once, by their number and their bytes in the file: it works for a few hundredths of a
 * second, in which the process writes to the database.
 */
const maxGroupItems = 25;
const maxGroupBytes = 131_072;
/** Groups that are being converted or wait to be written. */
const maxGroups = 4;
/** A gallery leads to attachments, and these to pictures; more rounds would be a fault. */
const maxRounds = 6;

/** Converts posts in threads, ahead of the database, and returns them in their order, unchanged ones as they are. */
export async function* convertInOrder(
  posts: AsyncIterable<CheckedPost>,
  context: ConversionContext,
): AsyncGenerator<ConvertedPost | UnchangedPost> {
  const running: Promise<(ConvertedPost | UnchangedPost)[]>[] = [];
  try {
    for await (const group of groupPosts(posts)) {
      context.signal?.throwIfAborted();
      const conversion = convertGroup(group, context);
      // Its failure is thrown when its turn comes.
      conversion.catch(() => {});
      running.push(conversion);
      if (running.length >= maxGroups) yield* (await running.shift()) ?? [];
    }
    while (running.length > 0) yield* (await running.shift()) ?? [];
  } finally {
    await Promise.allSettled(running);
  }
}

async function* groupPosts(posts: AsyncIterable<CheckedPost>): AsyncGenerator<CheckedPost[]> {
  let group: CheckedPost[] = [];
  let bytes = 0;
  for await (const checked of posts) {
    const size = checked.known ? 0 : checked.post.place.length;
    const isFull = group.length >= maxGroupItems || bytes + size > maxGroupBytes;
    if (group.length > 0 && isFull) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(checked);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

async function convertGroup(
  group: CheckedPost[],
  context: ConversionContext,
): Promise<(ConvertedPost | UnchangedPost)[]> {
  const changed = group.flatMap(({ post, known }) => (known ? [] : [post]));
  const converted = changed.length > 0 ? await convertPosts(changed, context) : [];
  const byPost = new Map(converted.map((item) => [item.post, item]));
  return group.map(({ post, known }) => {
    const item = known ? { post, ...known } : byPost.get(post);
    if (!item) throw new Error(`Post ${post.id} was not converted.`);
    return item;
  });
}

interface Task {
  post: ScannedPost;
  input: ItemInput;
  budget: AnswerBudget;
}

async function convertPosts(group: ScannedPost[], context: ConversionContext): Promise<ConvertedPost[]> {
  const tasks: Task[] = [];
  for (const post of group) {
    const xml = await readItem(post, context);
    const input = { xml, answers: await context.lookups.answerLikely(post.id, xml) };
    tasks.push({ post, input, budget: new AnswerBudget() });
  }
  const converted = await convertTasks(tasks, undefined, context);
  return typeof converted === "string" ? convertOneByOne(tasks, converted, context) : converted;
}

/** Reads an item of the export again. Throws an OperatorError if the file was changed since its scan. */
export async function readItem(
  { place }: Pick<ScannedPost, "place">,
  { file, path }: Pick<ConversionContext, "file" | "path">,
): Promise<string> {
  const bytes = Buffer.allocUnsafe(place.length);
  const { bytesRead } = await file.read(bytes, 0, place.length, place.start);
  if (bytesRead !== place.length || hash("sha256", bytes, "base64url").slice(0, 22) !== place.hash)
    throw new ImportFailure(refused("import.fileChanged"), { path });
  return bytes.toString("utf8");
}

/** Converts items together, again until nothing more is asked; or returns why that does not end. */
async function convertTasks(
  tasks: Task[],
  plain: PlainReason | undefined,
  context: ConversionContext,
): Promise<ConvertedPost[] | PlainReason> {
  const done = new Map<Task, ConvertedPost>();
  let open = tasks;
  for (let round = 0; open.length > 0; round += 1) {
    if (round === maxRounds) return "failed";
    const items = await runConversion({ items: open.map(({ input }) => input), plain }, context);
    if (typeof items === "string") return items;
    const unanswered: Task[] = [];
    for (const [index, task] of open.entries()) {
      const item = items[index];
      if (!item) throw new Error(`Post ${task.post.id} was not converted.`);
      if ("missing" in item) {
        for (const lookup of item.missing)
          task.input.answers.push([lookupKey(lookup), await context.lookups.answer(lookup, task.budget)]);
        unanswered.push(task);
      } else done.set(task, { post: task.post, ...item, plain });
    }
    open = unanswered;
  }
  return tasks.flatMap((task) => done.get(task) ?? []);
}

/** The conversion of one item of the group does not end: it is converted to plain text, the others as usual. */
async function convertOneByOne(
  tasks: Task[],
  reason: PlainReason,
  context: ConversionContext,
): Promise<ConvertedPost[]> {
  const converted: ConvertedPost[] = [];
  for (const task of tasks) {
    const usual = tasks.length > 1 ? await convertTasks([task], undefined, context) : reason;
    if (typeof usual !== "string") {
      converted.push(...usual);
      continue;
    }
    const plain = await convertTasks([task], usual, context);
    converted.push(
      ...(typeof plain === "string"
        ? [{ post: task.post, article: undefined, omissions: [], used: [], plain: usual }]
        : plain),
    );
  }
  return converted;
}

async function runConversion(
  input: Pick<ConversionInput, "items" | "plain">,
  { pool, settings }: ConversionContext,
): Promise<ConvertedItem[] | PlainReason> {
  // Only the conversion itself may fail here: it uses neither the database nor the disk.
  const outcome = await (pool
    ? pool.run({ name: "convertItems", input: { settings, ...input } }, "")
    : convertItems({ settings, ...input }).then((value) => ({ done: true as const, value }))
  ).catch((error: unknown) => {
    log.warn({ err: error }, "The conversion of an item of an import failed.");
    return undefined;
  });
  if (!outcome) return "failed";
  if (outcome.done) return outcome.value as ConvertedItem[];
  if (outcome.reason === "busy") throw new Error("The threads of the import were closed.");
  return "costly";
}
