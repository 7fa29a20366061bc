/** Days after its sign-in that a session ends. The cookie expires too, but a stolen copy could be renewed for ever. */
export const sessionDays = 30;

/** Minutes between two updates of a session's last-seen time: often enough for a list of devices, rare enough to cost little. */
export const lastSeenMinutes = 10;
