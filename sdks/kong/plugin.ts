import * as pulumi from "@pulumi/pulumi";

export interface PluginArgs {
  /**
   * Which plugin: rate-limiting, cors, correlation-id, prometheus and so on. Another one makes another plugin.
   */
  name: pulumi.Input<string>;
  /** The plugin's configuration as JSON text. What it leaves out has the plugin's own default. */
  configJson?: pulumi.Input<string>;
  /** Whether the plugin runs. Default true. */
  enabled?: pulumi.Input<boolean>;
  /** Only for requests to this service. */
  serviceId?: pulumi.Input<string>;
  /** Only for requests of this route. */
  routeId?: pulumi.Input<string>;
  /** Only for requests of this consumer. */
  consumerId?: pulumi.Input<string>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a plugin that Kong has already. */
export type PluginState = Partial<PluginArgs>;

/** Given or not, every property of a plugin is an output. */
export const pluginProperties: Readonly<Record<keyof PluginArgs, undefined>> = {
  name: undefined,
  configJson: undefined,
  enabled: undefined,
  serviceId: undefined,
  routeId: undefined,
  consumerId: undefined,
  tags: undefined,
};

/**
 * A plugin of Kong, for a service, a route, a consumer, or, with none of them, for all requests.
 *
 * @example
 * new kong.Plugin("limit", { name: "rate-limiting", routeId: route.id, configJson: JSON.stringify({ minute: 600 }) });
 */
export class Plugin extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly configJson: pulumi.Output<string | undefined>;
  declare readonly enabled: pulumi.Output<boolean | undefined>;
  declare readonly serviceId: pulumi.Output<string | undefined>;
  declare readonly routeId: pulumi.Output<string | undefined>;
  declare readonly consumerId: pulumi.Output<string | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: PluginArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: PluginState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: PluginState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/plugin:Plugin", name, { ...pluginProperties, ...args }, opts);
  }

  /** A plugin that Kong has already, by its id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: PluginState,
    opts?: pulumi.CustomResourceOptions,
  ): Plugin {
    return new Plugin(name, state, { ...opts, id });
  }
}
