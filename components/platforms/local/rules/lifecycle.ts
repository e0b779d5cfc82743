import fs from "node:fs";
import type { Lifecycle } from "../../../../dynamic/lifecycle.ts";
import { ReleaseError } from "../../../../errors/release-error.ts";
import { connectedEngine } from "../../../../gates/engine.ts";
import { contentOf, replaceFile } from "./file.ts";
import { loadRules } from "./load.ts";

/** A rule file in the folder that Prometheus' configuration names. The path is relative to the project root. */
export interface RuleFileInputs {
  readonly prometheusUrl: string;
  readonly file: string;
  readonly rules: string;
}

type NoOutputs = Record<never, never>;

/**
 * Rules that say what has happened. No gate waits for them, so a Prometheus that does not run fails no update here, least
 * of all one that takes traffic away: it reads the file when it starts.
 */
export const lifecycle: Lifecycle<RuleFileInputs, NoOutputs> = {
  async diff(_id, olds, news) {
    const moved = olds.file !== news.file;
    const changed = olds.prometheusUrl !== news.prometheusUrl || olds.rules !== news.rules;
    return { changes: moved || changed, replaces: moved ? ["file"] : [] };
  },

  async create(inputs) {
    await write(inputs);
    return { id: inputs.file, outs: inputs };
  },

  async update(_id, _olds, news) {
    await write(news);
    return { outs: news };
  },

  async read(id, props) {
    return contentOf(props.file) === props.rules ? { id, props } : {};
  },

  async delete(_id, { file }) {
    fs.rmSync(file, { force: true });
  },
};

async function write({ prometheusUrl, file, rules }: RuleFileInputs): Promise<void> {
  try {
    await loadRules(prometheusUrl, { [file]: rules });
  } catch (error) {
    if (!(error instanceof ReleaseError && error.code === "PRM001")) throw error;
    replaceFile(file, rules);
    await connectedEngine().say(`${error.message}; it reads ${file} when it starts`, "warning");
  }
}
