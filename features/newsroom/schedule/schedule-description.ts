/** What is planned for an article, as the form shows it: sentences of the server, and the time as its field has it. */
export interface ScheduleDescription {
  local: string;
  /** When, and by whom it was planned. */
  said: string;
  /** The clock shows that time twice. */
  twice: string | null;
  /** It could not be done, and why. */
  refusal: string | null;
}
