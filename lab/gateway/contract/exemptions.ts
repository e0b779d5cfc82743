/**
 * Pairs of the transcript that the local gateway answers differently on purpose, or that cannot be replayed as they
 * are; by sequence number. Against a real Kong none of these apply but those marked so.
 */
export type Exemption =
  /** The gateway has no such plugin and refuses it as one that is not enabled. */
  | { kind: "pluginRefused"; plugin: string }
  /** The answer is the same but for these headers and these keys of the echoed request. */
  | { kind: "without"; headers: readonly string[]; echoed: readonly string[]; reason: string }
  /** Only the status is compared, also on a real Kong. */
  | { kind: "statusOnly"; reason: string };

const noTransformers: Exemption = {
  kind: "without",
  headers: ["x-resp", "x-resp2"],
  echoed: ["user-agent", "x-added", "x-two", "x-remove-me"],
  reason: "these come from request-transformer and response-transformer, which the gateway does not have",
};

const metrics: Exemption = {
  kind: "statusOnly",
  reason: "the metrics tell of a node's memory and connections",
};

export function exemptions(seqOf: (group: string, path: string, method: string, plugin?: string) => number[]) {
  const table = new Map<number, Exemption>();
  for (const plugin of ["request-transformer", "request-termination", "response-transformer"]) {
    for (const seq of seqOf("plugin-create", "", "POST", plugin)) table.set(seq, { kind: "pluginRefused", plugin });
  }
  for (const seq of seqOf("proxy", "/hello", "GET")) table.set(seq, noTransformers);
  for (const seq of seqOf("proxy", "/metrics", "GET")) table.set(seq, metrics);
  for (const seq of seqOf("plugin-create", "/plugins/enabled", "GET")) {
    table.set(seq, { kind: "statusOnly", reason: "the gateway has five of Kong's plugins, in an order of its own" });
  }
  for (const seq of seqOf("upstream-read", "/upstreams?size=1", "GET")) {
    table.set(seq, { kind: "statusOnly", reason: "which entity comes first depends on random ids" });
  }
  return table;
}
