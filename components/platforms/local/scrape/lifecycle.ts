import fs from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Lifecycle } from "../../../../dynamic/lifecycle.ts";
import { waitForTargets } from "../../prometheus/api.ts";
import { type LabelledTarget, renderTargets } from "../../prometheus/targets.ts";
import { contentOf, replaceFile } from "../rules/file.ts";
import { loadRules } from "../rules/load.ts";

/** What Prometheus is to scrape, and the rules that go with it. Paths are relative to the project root. */
export interface ScrapeInputs {
  readonly prometheusUrl: string;
  /** The file that Prometheus' configuration names. */
  readonly targetsFile: string;
  readonly targets: readonly LabelledTarget[];
  /** Text by path, in the folder that Prometheus' configuration names. */
  readonly ruleFiles: Readonly<Record<string, string>>;
}

/** State of a program that knew one rule file, under another name, has no `ruleFiles`; an update writes them. */
type Recorded = Omit<ScrapeInputs, "ruleFiles"> & Partial<Pick<ScrapeInputs, "ruleFiles">>;

type NoOutputs = Record<never, never>;

/** The scrape targets and rules of a Prometheus that finds them in files. */
export const lifecycle: Lifecycle<ScrapeInputs, NoOutputs> = {
  async diff(_id, olds: Recorded, news) {
    const moved = olds.targetsFile !== news.targetsFile;
    const changed =
      olds.prometheusUrl !== news.prometheusUrl ||
      !isDeepStrictEqual(olds.ruleFiles, news.ruleFiles) ||
      renderTargets(olds.targets) !== renderTargets(news.targets);
    return { changes: moved || changed, replaces: moved ? ["targetsFile"] : [] };
  },

  async create(inputs) {
    await apply(inputs, []);
    return { id: inputs.targetsFile, outs: inputs };
  },

  async update(_id, olds: Recorded, news) {
    await apply(news, Object.keys(olds.ruleFiles ?? {}));
    return { outs: news };
  },

  async read(id, props) {
    const { ruleFiles = {}, targetsFile, targets }: Recorded = props;
    const files = Object.entries({ ...ruleFiles, [targetsFile]: renderTargets(targets) });
    return files.every(([file, content]) => contentOf(file) === content) ? { id, props } : {};
  },

  async delete(_id, { ruleFiles = {}, targetsFile }: Recorded) {
    for (const file of [targetsFile, ...Object.keys(ruleFiles)]) fs.rmSync(file, { force: true });
  },
};

/** @param formerRuleFiles paths; those that are none any more are removed. */
async function apply(inputs: ScrapeInputs, formerRuleFiles: readonly string[]): Promise<void> {
  const { prometheusUrl, targetsFile, ruleFiles, targets } = inputs;
  const gone = formerRuleFiles.filter((file) => ruleFiles[file] === undefined);
  await loadRules(prometheusUrl, { ...ruleFiles, ...Object.fromEntries(gone.map((file) => [file, null])) });
  replaceFile(targetsFile, renderTargets(targets));
  await waitForTargets(prometheusUrl, targets);
}
