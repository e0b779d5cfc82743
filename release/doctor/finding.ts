/** What this machine has, or lacks, for a stack. */
export interface Finding {
  /** "Prometheus". */
  readonly check: string;
  /** `missing`: needed, and not there. `warning`: it goes without, or only in part. */
  readonly state: "ok" | "missing" | "warning";
  /** What was seen: a version, an address, a reason. */
  readonly seen: string;
  /** What it is for. */
  readonly why: string;
  /** What to type or set; absent where all is well. */
  readonly remedy?: string;
}

/** What a check makes of what it saw: without its name and purpose. */
export type Judgement = Pick<Finding, "state" | "seen" | "remedy">;

export function ok(seen: string): Judgement {
  return { state: "ok", seen };
}

export function missing(seen: string, remedy: string): Judgement {
  return { state: "missing", seen, remedy };
}

export function warning(seen: string, remedy: string): Judgement {
  return { state: "warning", seen, remedy };
}

/** Whether something that is needed is not there. */
export function lacksSomething(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === "missing");
}
