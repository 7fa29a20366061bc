import { translator } from "#i18n/translator.ts";
import { knownQueues, knownSchedules, optionalSchedules } from "../rules.ts";

/** The name of a queue in plain words; its technical name if it is unknown, as one of a former version. */
export function describeQueue(name: string): string {
  const known = knownQueues.find((one) => one === name);
  return known ? translator().typeset(`jobs.queues.${known}`) : name;
}

/** The name of a schedule in plain words; its technical name if it is unknown. */
export function describeSchedule(name: string): string {
  const known = [...knownSchedules, ...optionalSchedules].find((one) => one === name);
  return known ? translator()(`jobs.schedules.${known}`) : name;
}

/** A name in plain words above the technical one. */
export function JobName({ plain, technical }: { plain: string; technical: string }) {
  return (
    <h3 className="jobs-name">
      {plain}
      {plain !== technical && <code className="admin-detail">{technical}</code>}
    </h3>
  );
}
