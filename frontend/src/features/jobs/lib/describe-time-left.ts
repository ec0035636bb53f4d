import type { Dictionary } from "@/i18n/language";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** From here on minutes say enough, and do not twitch with every event. */
const SECONDS_UNTIL = 90;

/** How long something takes, as exactly as an estimate deserves: 5 seconds, or whole minutes. */
function describeDuration(texts: Dictionary["job"], seconds: number): string {
  if (seconds < SECONDS_UNTIL) return texts.aboutSeconds(Math.ceil(seconds / 5) * 5);
  const minutes = Math.ceil(seconds / MINUTE);
  if (seconds < HOUR) return texts.aboutMinutes(minutes);
  return texts.aboutHours(Math.floor(minutes / 60), minutes % 60);
}

/** When a waiting job will start; nothing where that may be any moment. */
export function describeStart(texts: Dictionary["job"], seconds: number): string {
  return seconds < 1 ? "" : texts.startsIn(describeDuration(texts, seconds));
}

/** The time left of a whole job, or of one of its stages where more stages follow. */
export function describeTimeLeft(texts: Dictionary["job"], seconds: number, lastStage: boolean): string {
  if (lastStage) return seconds < 1 ? texts.almostDone : texts.left(describeDuration(texts, seconds));
  return seconds < 1 ? "" : texts.stageLeft(describeDuration(texts, seconds));
}
