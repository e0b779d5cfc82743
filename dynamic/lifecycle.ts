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
