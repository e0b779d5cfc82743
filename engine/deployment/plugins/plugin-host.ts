import type { DeployedProject } from "../request.ts";
import { attachPlugin, portToAttach } from "./attached-plugin.ts";
import type { Child } from "./child.ts";
import { findPlugin } from "./find-plugin.ts";
import type { Plugin } from "./plugin.ts";
import { startPlugin } from "./plugin-process.ts";

/** Starts plugins, or attaches to those that run already, and ends all that it started. */
export class PluginHost {
  private readonly children: Child[] = [];
  private readonly running: Plugin[] = [];
  private readonly early = new Map<string, Promise<Plugin>[]>();
  private readonly options: ConstructorParameters<typeof PluginHost>[0];

  constructor(options: {
    readonly project: DeployedProject;
    readonly env: NodeJS.ProcessEnv;
    readonly engineAddress: string;
    readonly onLine: (packageName: string, line: string, from: "stdout" | "stderr") => void;
  }) {
    this.options = options;
  }

  /** Starts a plugin before anyone asks for it; the next `start` of the package takes it. */
  startEarly(packageName: string): void {
    const starting = this.launch(packageName);
    // Whoever takes it sees the failure; if nobody does, it does not matter.
    starting.catch(() => undefined);
    this.early.set(packageName, [...(this.early.get(packageName) ?? []), starting]);
  }

  start(packageName: string): Promise<Plugin> {
    return this.early.get(packageName)?.shift() ?? this.launch(packageName);
  }

  private async launch(packageName: string): Promise<Plugin> {
    const { env, engineAddress } = this.options;
    const port = portToAttach(packageName, env);
    const plugin = await (port === undefined
      ? this.startProcess(packageName)
      : attachPlugin(packageName, port, engineAddress));
    this.running.push(plugin);
    return plugin;
  }

  private startProcess(packageName: string): Promise<Plugin> {
    const { project, env, engineAddress, onLine } = this.options;
    return startPlugin(packageName, findPlugin(packageName, project), {
      cwd: project.root,
      env,
      engineAddress,
      onLine: (line, from) => onLine(packageName, line, from),
      onStart: (child) => this.children.push(child),
    });
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
