/** What a test reads of an exported deployment. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface ExportedState {
  readonly resources: readonly ExportedResource[];
  readonly pending: readonly unknown[];
}

export function parseState(text: string): ExportedState {
  const { deployment } = JSON.parse(text) as {
    deployment: { resources?: ExportedResource[]; pending_operations?: unknown[] };
  };
  return { resources: deployment.resources ?? [], pending: deployment.pending_operations ?? [] };
}

/** Pids of the processes that state knows, by name. */
export function processesIn(state: ExportedState): Record<string, number> {
  const processes = state.resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/local:Process");
  return Object.fromEntries(processes.map(({ urn, outputs }) => [urn.split("::").at(-1) ?? "", Number(outputs?.pid)]));
}

/** What the shift holds to have passed: weight by revision by service key. Empty before the first pass. */
export function passedIn(state: ExportedState): Record<string, Record<string, number>> {
  const shift = state.resources.find(({ type }) => type === "pulumi-nodejs:dynamic/release:TrafficShift");
  return (shift?.outputs?.passed ?? {}) as Record<string, Record<string, number>>;
}
