import type { Message, Severity } from "./message.ts";

export const FORMS = ["json", "slack"] as const;

/** json: the message itself. slack: an incoming webhook of Slack, and of those who speak its form. */
export type Form = (typeof FORMS)[number];

/**
 * The body of a request that tells a message. Pure.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function bodyOf(message: Message, form: Form): object {
  if (form === "json") return message;
  const line = `${MARKS[message.severity]} *${escapeSlack(message.stack)}*: ${escapeSlack(message.kind)}`;
  const text = cut(escapeSlack(message.text));
  return {
    // Where blocks are not shown, such as in a push notification.
    text: `${line}: ${text}`,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: `${line}\n${text}` } },
      { type: "context", elements: [{ type: "mrkdwn", text: escapeSlack(message.at) }] },
    ],
  };
}

const MARKS: Readonly<Record<Severity, string>> = {
  info: ":white_check_mark:",
  warning: ":warning:",
  critical: ":rotating_light:",
};

/** The three characters that Slack's mrkdwn takes for its own. https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A section takes 3000 characters; some of them are the line above. */
const MOST_CHARACTERS = 2500;

function cut(text: string): string {
  // Not within an escaped character.
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).replace(/&[a-z]*$/, "")} …`;
}
