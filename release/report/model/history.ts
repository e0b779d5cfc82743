import { z } from "zod";
import type { ReleaseConfig } from "../../../components/config/schema.ts";
import { isSecretKey } from "../../../components/config/secrets.ts";

/** Who ran an update, as far as the engine has noted it: the CLI notes git and CI, the embedded engine neither. */
export interface Who {
  /** "name <email>" of the commit that was deployed. */
  readonly author?: string;
  readonly committer?: string;
  /** Commit that was deployed; with changes beside it where `isDirty`. */
  readonly commit?: string;
  readonly isDirty?: boolean;
  /** "GitHub Actions, build 17". */
  readonly ci?: string;
  readonly ciUrl?: string;
}

/** One entry of a stack's history. Times are ms since 1970. */
export interface Update {
  /** Its version where the backend counts, else its place in the history; the oldest is 1. */
  readonly number: number;
  /** "update", "refresh", "destroy", … */
  readonly kind: string;
  /** `unfinished`: in no history. It is under way, or has died. */
  readonly result: "succeeded" | "failed" | "unfinished";
  readonly startedAt: number;
  readonly endedAt: number;
  readonly message: string;
  readonly who: Who;
  /** Values by key as the stack's config had them, with the project's name; null for what is secret, or should be. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The same, as the program reads it; undefined where today's program would refuse it. */
  readonly asked: ReleaseConfig | undefined;
  /** Resources by what was done with them. */
  readonly changes: Readonly<Record<string, number>>;
}

const entry = z.object({
  version: z.number().default(0),
  kind: z.string(),
  result: z.string(),
  startTime: z.iso.datetime({ offset: true }),
  endTime: z.iso.datetime({ offset: true }),
  message: z.string().default(""),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z
    .record(
      z.string(),
      z.object({ value: z.string().optional(), objectValue: z.unknown().optional(), secret: z.boolean() }),
    )
    .nullish(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

/**
 * The updates of a stack, the oldest first. Pure, but for what `read` does.
 *
 * @param text what `pulumi stack history --json` has written
 * @param read what the program makes of a config; throws where it would refuse it
 * @throws ZodError, SyntaxError for a text that is no history
 */
export function parseHistory(
  text: string,
  read: (config: Readonly<Record<string, unknown>>) => ReleaseConfig,
): Update[] {
  const oldestFirst = z.array(entry).parse(JSON.parse(text)).reverse();
  return oldestFirst.map((each, index): Update => {
    const values = Object.entries(each.config ?? {});
    const config = Object.fromEntries(
      values.map(([key, { value, objectValue, secret }]) => [
        key,
        secret || isSecretKey(key.slice(key.indexOf(":") + 1)) ? null : (objectValue ?? value),
      ]),
    );
    const plain = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
    return {
      number: each.version > 0 ? each.version : index + 1,
      kind: each.kind,
      result: each.result === "succeeded" ? "succeeded" : "failed",
      startedAt: Date.parse(each.startTime),
      endedAt: Date.parse(each.endTime),
      message: each.message,
      who: whoOf(each.environment ?? {}),
      config,
      asked: readOrNothing(plain, read),
      changes: each.resourceChanges ?? {},
    };
  });
}

/** A stack's config may be older than today's keys: such an update is told, but nothing can be read from its config. */
function readOrNothing(
  config: Readonly<Record<string, unknown>>,
  read: (config: Readonly<Record<string, unknown>>) => ReleaseConfig,
): ReleaseConfig | undefined {
  try {
    return read(config);
  } catch {
    return undefined;
  }
}

/** Keys as the Pulumi CLI writes them (pkg/backend/updates.go of pulumi/pulumi). */
function whoOf(environment: Readonly<Record<string, string>>): Who {
  const person = (role: "author" | "committer") => {
    const [name, email] = [environment[`git.${role}`], environment[`git.${role}.email`]];
    return name && email ? `${name} <${email}>` : name || email;
  };
  const build = environment["ci.build.number"] || environment["ci.build.id"];
  const system = environment["ci.system"];
  const known = {
    author: person("author"),
    committer: person("committer"),
    commit: environment["git.head"],
    ...(environment["git.head"] === undefined ? {} : { isDirty: environment["git.dirty"] === "true" }),
    ci: system && (build ? `${system}, build ${build}` : system),
    ciUrl: environment["ci.build.url"],
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== ""));
}
