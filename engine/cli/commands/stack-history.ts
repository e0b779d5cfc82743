import type { HistoryEntry } from "../../backend/history.ts";
import type { StackReference } from "../../backend/layout.ts";
import { compareKeys } from "../../workspace/config-key.ts";
import { type ConfigValue, configText, hasSecret, isComposite, revealConfig } from "../../workspace/config-value.ts";
import { relativeTime } from "../relative-time.ts";
import type { Session } from "../session.ts";
import { formatJson } from "../table.ts";

interface HistoryOptions {
  readonly json?: boolean;
  readonly showSecrets?: boolean;
  readonly pageSize?: number;
  readonly page?: number;
  readonly fullDates?: boolean;
}

/** `pulumi stack history` */
export async function stackHistory(
  session: Session,
  stack: string | undefined,
  options: HistoryOptions,
): Promise<void> {
  const reference = await session.requireStack(stack);
  const all = await session.backend.history(reference);
  const size = options.pageSize ?? (options.json === true ? Math.max(all.length, 1) : 10);
  const start = ((options.page ?? 1) - 1) * size;
  const entries = all.slice(start, start + size);
  if (options.json !== true) {
    const now = Date.now();
    session.terminal.print(
      entries.length === 0
        ? "Stack has never been updated"
        : entries.map((entry) => entryLines(entry, now, options.fullDates === true).join("\n")).join("\n\n"),
    );
    return;
  }
  const decrypt = await decrypter(session, reference, entries, options);
  session.terminal.print(formatJson(entries.map((entry) => entryJson(entry, decrypt))));
}

type Decrypt = ((ciphertext: string) => string) | undefined;

async function decrypter(
  session: Session,
  reference: StackReference,
  entries: readonly HistoryEntry[],
  options: HistoryOptions,
): Promise<Decrypt> {
  const secret = entries.some(({ config }) => Object.values(config).some(hasSecret));
  if (options.showSecrets !== true || !secret) {
    return undefined;
  }
  const crypter = await (await session.secrets(reference, session.stackFile(reference, undefined))).unlock();
  return (ciphertext) => crypter.decrypt(ciphertext);
}

function entryJson(entry: HistoryEntry, decrypt: Decrypt): object {
  const config = Object.entries(entry.config)
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, value]) => [key, configJson(value, decrypt)]);
  return {
    version: entry.version,
    kind: entry.kind,
    startTime: isoTime(entry.startTime),
    message: entry.message,
    environment: entry.environment,
    config: Object.fromEntries(config),
    result: entry.result,
    endTime: isoTime(entry.endTime),
    resourceChanges: entry.resourceChanges,
  };
}

function configJson(value: ConfigValue, decrypt: Decrypt): object {
  const secret = hasSecret(value);
  if (secret && decrypt === undefined) {
    return { secret };
  }
  const reveal = decrypt ?? (() => "[secret]");
  return {
    value: configText(value, reveal),
    ...(isComposite(value) ? { objectValue: revealConfig(value, reveal) } : {}),
    secret,
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function entryLines(entry: HistoryEntry, now: number, fullDates: boolean): string[] {
  const { create = 0, delete: deleted = 0, update = 0, same = 0 } = entry.resourceChanges;
  const when = fullDates
    ? `Updated at ${isoTime(entry.startTime)}`
    : `Updated ${relativeTime(now / 1000 - entry.startTime)}`;
  return [
    `Version: ${entry.version}`,
    `UpdateKind: ${entry.kind}`,
    `Status: ${entry.result}`,
    `Message: ${entry.message}`,
    `+${create}-${deleted}~${update} ${same} ${when} took ${entry.endTime - entry.startTime}s`,
    ...Object.entries(entry.environment)
      .filter(([, value]) => value !== "")
      .map(([key, value]) => `    ${key}: ${value}`)
      .sort(),
  ];
}
