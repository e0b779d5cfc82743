import type * as pulumi from "@pulumi/pulumi";
import type { ReleaseConfig } from "../../config/schema.ts";

/** What stack config says about running everything as containers on the machine that the Docker engine is on. */
export interface DockerSettings
  extends Pick<ReleaseConfig, "ports" | "images" | "prometheus" | "grafana" | "alerting" | "llm"> {
  readonly stack: string;
  readonly gateway: Omit<ReleaseConfig["gateway"], "jwt">;
  readonly llmApiKey: pulumi.Output<string>;
  readonly postgresPassword: pulumi.Output<string>;
}

/** What every container of a stack has in common. */
export interface DockerPlace {
  readonly stack: string;
  /** Name of the network, in which containers know each other by their aliases. */
  readonly network: pulumi.Input<string>;
  /** Options that every resource gets. */
  readonly parent: pulumi.CustomResourceOptions;
}
