import type { Severity } from "../alerts/alert.ts";

/** How soon and how often somebody is told. */
export interface NotificationTimes {
  /** After the first alert of a group, for others to join it. */
  readonly groupWaitSeconds: number;
  /** Before a group that has changed is told again. */
  readonly groupIntervalSeconds: number;
  /** Before a group that has not changed is told again. */
  readonly repeatHours: number;
}

/**
 * Alertmanager's own defaults (30 s, 5 min, 4 h: https://prometheus.io/docs/alerting/latest/configuration/#route) for
 * warnings; what hurts users now is told at once and hourly, what is worth knowing once a day.
 */
export const NOTIFICATION_TIMES: Readonly<Record<Severity, NotificationTimes>> = {
  critical: { groupWaitSeconds: 0, groupIntervalSeconds: 60, repeatHours: 1 },
  warning: { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatHours: 4 },
  info: { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatHours: 24 },
};
