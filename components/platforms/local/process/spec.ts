import type { FixedPort } from "./ports.ts";

/** How a process shows that it serves. */
export type Readiness =
  /** Its first line is `{"event":"listening","ports":{…}}`. */
  | { readonly kind: "listening" }
  /** This URL answers 200; the process listens on its fixed ports. */
  | { readonly kind: "http"; readonly url: string };

/** What makes a process the one it is: any change asks for another process. */
export interface ProcessSpec {
  /** Names its log and its run files; unique among the processes of a stack. */
  readonly name: string;
  /** Folder of the stack's run, log and data folders; relative to the project root. */
  readonly home: string;
  /** Program (see `programOf`) and arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** More environment: addresses known only at run time, and secrets. Shown nowhere but in the process itself. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Files that the process reads when it starts: content by path. */
  readonly files: Readonly<Record<string, string>>;
  /** A process with fixed ports can have no twin: its replacement starts when it has gone. */
  readonly fixedPorts: readonly FixedPort[];
  readonly readiness: Readiness;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** The properties that differ between two specs. */
export function changedProperties(olds: ProcessSpec, news: ProcessSpec): (keyof ProcessSpec)[] {
  const keys: (keyof ProcessSpec)[] = [
    "name",
    "home",
    "command",
    "environment",
    "bindings",
    "files",
    "fixedPorts",
    "readiness",
    "graceMs",
  ];
  return keys.filter((key) => canonical(olds[key]) !== canonical(news[key]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

/** What a running process was given: its arguments and environment as the kernel tells them, its files as they are. */
export interface GivenProcess {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string | null>>;
}

/** Whether a running process is what the spec describes, so that it can be taken over instead of starting a twin. */
export function isSameProcess(spec: ProcessSpec, running: GivenProcess): boolean {
  const asked = Object.entries({ ...spec.environment, ...spec.bindings });
  return (
    canonical(spec.command.slice(1)) === canonical(running.arguments.slice(1)) &&
    asked.every(([key, value]) => running.environment[key] === value) &&
    Object.entries(spec.files).every(([file, content]) => running.files[file] === content)
  );
}
