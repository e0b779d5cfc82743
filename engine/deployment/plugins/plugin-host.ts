import type { DeployedProject } from "../request.ts";
import { attachPlugin, portToAttach } from "./attached-plugin.ts";
import { BUILT_IN_PLUGINS } from "./built-in-plugins.ts";
import type { Child } from "./child.ts";
import { findPlugin } from "./find-plugin.ts";
import type { Plugin } from "./plugin.ts";
import { type PluginIdentity, pluginKey } from "./plugin-identity.ts";
import { startPlugin } from "./plugin-process.ts";
import { versionWarning } from "./plugin-version.ts";

interface Launched {
  readonly plugin: Plugin;
  /** What people should know of it. */
  readonly warnings: readonly string[];
}

/** Starts plugins, or attaches to those that run already, and ends all that it started. */
export class PluginHost {
  private readonly children: Child[] = [];
  private readonly running: Plugin[] = [];
  private readonly early = new Map<string, Promise<Launched>[]>();
  private readonly options: ConstructorParameters<typeof PluginHost>[0];

  constructor(options: {
    readonly project: DeployedProject;
    readonly env: NodeJS.ProcessEnv;
    readonly engineAddress: string;
    readonly onLine: (packageName: string, line: string, from: "stdout" | "stderr") => void;
    readonly onWarning: (message: string) => void;
  }) {
    this.options = options;
  }

  /** Starts a plugin before anyone asks for it; the next `start` of the same takes it. */
  startEarly(wanted: PluginIdentity): void {
    const starting = this.launch(wanted);
    // Whoever takes it sees the failure; if nobody does, it does not matter.
    starting.catch(() => undefined);
    this.early.set(pluginKey(wanted), [...(this.early.get(pluginKey(wanted)) ?? []), starting]);
  }

  /** @throws Error when it cannot be found or does not start */
  async start(wanted: PluginIdentity): Promise<Plugin> {
    const { plugin, warnings } = await (this.early.get(pluginKey(wanted))?.shift() ?? this.launch(wanted));
    for (const warning of warnings) this.options.onWarning(warning);
    return plugin;
  }

  private async launch(wanted: PluginIdentity): Promise<Launched> {
    const { env, engineAddress } = this.options;
    const port = portToAttach(wanted.packageName, env);
    const launched =
      port === undefined
        ? await this.startProcess(wanted)
        : { plugin: await attachPlugin(wanted.packageName, port, engineAddress), warnings: [] };
    this.running.push(launched.plugin);
    const tooOld = await versionWarning(wanted, launched.plugin.rpc);
    return { ...launched, warnings: [...launched.warnings, ...(tooOld === undefined ? [] : [tooOld])] };
  }

  private async startProcess(wanted: PluginIdentity): Promise<Launched> {
    const { project, env, engineAddress, onLine } = this.options;
    const { packageName } = wanted;
    const { warning, ...command } = findPlugin(wanted, { project, env, builtIn: BUILT_IN_PLUGINS });
    const plugin = await startPlugin(packageName, command, {
      cwd: project.root,
      env,
      engineAddress,
      onLine: (line, from) => onLine(packageName, line, from),
      onStart: (child) => this.children.push(child),
    });
    return { plugin, warnings: warning === undefined ? [] : [warning] };
  }

  /** Tells every plugin that people want to stop. What a plugin answers does not matter. */
  async cancel(): Promise<void> {
    await Promise.allSettled(this.running.map(({ rpc }) => rpc.cancel()));
  }

  /** Settles when every plugin that it started has ended. */
  async end(): Promise<void> {
    for (const { rpc } of this.running) rpc.close();
    await Promise.all(this.children.map((child) => child.end()));
  }

  kill(): void {
    for (const child of this.children) child.kill();
  }
}
