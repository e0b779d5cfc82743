import axios from "axios";
import { rootMessage } from "../../errors/release-error.ts";
import { callThrough } from "../../tunnel/reach.ts";
import { type GateState, renderGate } from "./render.ts";

/** Takes a gate's numbers to where Prometheus scrapes them. */
export interface Publisher {
  /** Never throws, and never takes longer than a second: nobody's release waits for a graph. */
  publish(state: GateState): Promise<void>;
}

const TIMEOUT_MS = 1000;

/**
 * @param url base URL of a Pushgateway; empty, nothing is published
 * @param stack and `gate` name the group that a push replaces
 * @param complain told once, of the first push that failed
 */
export function publisherTo(
  url: string,
  { stack, gate }: { readonly stack: string; readonly gate: string },
  complain: (problem: string) => Promise<void>,
): Publisher {
  if (url === "") return { publish: async () => undefined };
  let hasComplained = false;
  return {
    async publish(state) {
      const put = async (reached: string): Promise<void> => {
        const group = `${reached.replace(/\/$/, "")}/metrics/job/canary-release/stack/${stack}/gate/${gate}`;
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        await axios.put(group, renderGate(state), { proxy: false, signal, headers: { "content-type": "text/plain" } });
      };
      try {
        await callThrough(url, put, { isRepeatable: true });
      } catch (error) {
        if (hasComplained) return;
        hasComplained = true;
        await complain(
          `the gate's numbers cannot be pushed to ${url} (config prometheus.pushgatewayUrl): ${rootMessage(error)}; the gate goes on without`,
        );
      }
    },
  };
}
