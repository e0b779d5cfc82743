import { stringify } from "yaml";
import type { Severity } from "../alerts/alert.ts";
import { NOTIFICATION_TIMES, type NotificationTimes } from "./tunables.ts";

export interface AlertmanagerSettings {
  /** Where alerts are posted to, in Alertmanager's webhook form. May hold a token: then the whole file is a secret. */
  readonly webhookUrl: string;
}

const RECEIVER = "webhook";
/** What makes two alerts ones of the same trouble: a revision in a role. */
const SAME_REVISION = ["service", "revision", "track"];

/**
 * Alertmanager's configuration: every alert goes to the webhook, at a pace that its severity sets, also when it has
 * ended. While a critical alert of a revision fires, its warnings are held back: they say the same, less urgently.
 *
 * @throws when the URL is none that can be posted to
 */
export function renderAlertmanagerConfig({ webhookUrl }: AlertmanagerSettings): string {
  const url = URL.parse(webhookUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // Not the value itself: a webhook's URL is often its password.
    throw new Error(
      "webhookUrl is no URL that can be posted to; it must begin with http:// or https:// and name a host",
    );
  }
  const severities = Object.keys(NOTIFICATION_TIMES) as Severity[];
  return stringify({
    route: {
      receiver: RECEIVER,
      group_by: ["alertname", "service"],
      ...timesOf(NOTIFICATION_TIMES.warning),
      routes: severities.map((severity) => ({
        matchers: [`severity="${severity}"`],
        receiver: RECEIVER,
        ...timesOf(NOTIFICATION_TIMES[severity]),
      })),
    },
    receivers: [{ name: RECEIVER, webhook_configs: [{ url: webhookUrl, send_resolved: true }] }],
    inhibit_rules: [
      { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: SAME_REVISION },
    ],
  });
}

function timesOf({ groupWaitSeconds, groupIntervalSeconds, repeatHours }: NotificationTimes) {
  return {
    group_wait: `${groupWaitSeconds}s`,
    group_interval: `${groupIntervalSeconds}s`,
    repeat_interval: `${repeatHours}h`,
  };
}
