import fs from "node:fs";
import path from "node:path";
import type { Lifecycle } from "../../../../dynamic/lifecycle.ts";
import { reload, waitForTargets } from "./prometheus-api.ts";
import { type LabelledTarget, renderTargets } from "./targets.ts";

/** What Prometheus is to scrape, and the rules that go with it. */
export interface ScrapeInputs {
  readonly prometheusUrl: string;
  /** Paths relative to the project root that Prometheus' configuration names. */
  readonly targetsFile: string;
  readonly rulesFile: string;
  readonly targets: readonly LabelledTarget[];
  /** Text of the rules file. */
  readonly rules: string;
}

type NoOutputs = Record<never, never>;

/** The list of scrape targets of a Prometheus that finds them in a file. */
export const lifecycle: Lifecycle<ScrapeInputs, NoOutputs> = {
  async diff(_id, olds, news) {
    const moved = olds.targetsFile !== news.targetsFile || olds.rulesFile !== news.rulesFile;
    const changed =
      olds.prometheusUrl !== news.prometheusUrl ||
      olds.rules !== news.rules ||
      renderTargets(olds.targets) !== renderTargets(news.targets);
    return { changes: moved || changed, replaces: moved ? ["targetsFile", "rulesFile"] : [] };
  },

  async create(inputs) {
    await apply(inputs);
    return { id: inputs.targetsFile, outs: inputs };
  },

  async update(_id, _olds, news) {
    await apply(news);
    return { outs: news };
  },

  async read(id, props) {
    const isAsRecorded =
      contentOf(props.targetsFile) === renderTargets(props.targets) && contentOf(props.rulesFile) === props.rules;
    return isAsRecorded ? { id, props } : {};
  },

  async delete(_id, props) {
    fs.rmSync(props.targetsFile, { force: true });
    fs.rmSync(props.rulesFile, { force: true });
  },
};

async function apply({ prometheusUrl, targetsFile, rulesFile, targets, rules }: ScrapeInputs): Promise<void> {
  if (replaceFile(rulesFile, rules)) await reload(prometheusUrl);
  replaceFile(targetsFile, renderTargets(targets));
  await waitForTargets(prometheusUrl, targets);
}

/** Puts the content there in one step, so that no reader sees half of it. Returns whether it was another before. */
function replaceFile(file: string, content: string): boolean {
  if (contentOf(file) === content) return false;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, file);
  return true;
}

function contentOf(file: string): string | null {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}
