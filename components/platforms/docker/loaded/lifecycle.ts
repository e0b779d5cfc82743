import { isDeepStrictEqual } from "node:util";
import type { Lifecycle } from "../../../../dynamic/lifecycle.ts";
import { ReleaseError } from "../../../../errors/release-error.ts";
import { connectedEngine } from "../../../../gates/engine.ts";
import { reload, waitForTargets } from "../../prometheus/api.ts";
import type { LabelledTarget } from "../../prometheus/targets.ts";

/** Files that another resource has put where Prometheus reads them. */
export interface LoadedInputs {
  readonly prometheusUrl: string;
  /** Text by path: what changes of it has to be taken over. */
  readonly files: Readonly<Record<string, string>>;
  readonly expects: Expectation;
}

/**
 * What is known when it has been done: that exactly these targets are scraped, without which no gate can judge; or nothing,
 * where the files say what has happened and a Prometheus that does not run reads them when it starts.
 */
export type Expectation =
  | { readonly kind: "targets"; readonly targets: readonly LabelledTarget[] }
  | { readonly kind: "nothing" };

type NoOutputs = Record<never, never>;

export const lifecycle: Lifecycle<LoadedInputs, NoOutputs> = {
  async diff(_id, olds, news) {
    const of = ({ prometheusUrl, files, expects }: LoadedInputs) => ({ prometheusUrl, files, expects });
    return { changes: !isDeepStrictEqual(of(olds), of(news)), replaces: [] };
  },

  async create(inputs) {
    await load(inputs);
    return { id: Object.keys(inputs.files).sort().join(","), outs: inputs };
  },

  async update(_id, _olds, news) {
    await load(news);
    return { outs: news };
  },
};

async function load({ prometheusUrl, files, expects }: LoadedInputs): Promise<void> {
  if (expects.kind === "targets") {
    await reload(prometheusUrl);
    await waitForTargets(prometheusUrl, expects.targets);
    return;
  }
  try {
    await reload(prometheusUrl);
  } catch (error) {
    if (!(error instanceof ReleaseError && error.code === "PRM001")) throw error;
    await connectedEngine().say(
      `${error.message}; it reads ${Object.keys(files).join(", ")} when it starts`,
      "warning",
    );
  }
}
