import type * as pulumi from "@pulumi/pulumi";

/**
 * What stands behind a dynamic resource. A module that a thin provider names exports one as `lifecycle`.
 *
 * `Inputs` are what the program gives, `Outputs` what the resource records besides its inputs. Everything that passes is
 * plain JSON: a Date or an `undefined` fails in the engine.
 */
export interface Lifecycle<Inputs extends object, Outputs extends object> {
  /** Runs in previews too. May log to the engine; must touch nothing. Absent: the inputs are taken as they are. */
  check?(olds: Partial<Inputs & Outputs>, news: Inputs): Promise<pulumi.dynamic.CheckResult<Inputs>>;
  diff(id: string, olds: Inputs & Outputs, news: Inputs): Promise<pulumi.dynamic.DiffResult>;
  create(inputs: Inputs): Promise<{ id: string; outs: Inputs & Outputs }>;
  /** Absent: `diff` asks for a replacement on every change. */
  update?(id: string, olds: Inputs & Outputs, news: Inputs): Promise<{ outs: Inputs & Outputs }>;
  /** Resolves to `{}` when the thing is gone. Absent: what state says is taken to be so. */
  read?(id: string, props: Inputs & Outputs): Promise<{ id?: string; props?: Inputs & Outputs }>;
  delete?(id: string, props: Inputs & Outputs): Promise<void>;
}

/**
 * A dynamic provider of a few lines that loads its real code from the working tree when it is called.
 *
 * Pulumi stores a dynamic provider's code as text in state and runs that text on refresh and delete. This one's text never
 * changes, so the code that runs is always the working tree's.
 *
 * @param module path of the module that exports `lifecycle`, relative to the project root: "traffic/shift/shift.ts".
 */
export function thinProvider(module: string): pulumi.dynamic.ResourceProvider {
  return {
    async check(olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.check ? lifecycle.check(olds, news) : { inputs: news };
    },
    async diff(id, olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.diff(id, olds, news);
    },
    async create(inputs) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.create(inputs);
    },
    async update(id, olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      if (!lifecycle.update) throw new Error(`${module} replaces on every change and cannot update in place`);
      return lifecycle.update(id, olds, news);
    },
    async read(id, props) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.read ? lifecycle.read(id, props) : { id, props };
    },
    async delete(id, props) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      await lifecycle.delete?.(id, props);
    },
  };
}
