/**
 * Kong for Pulumi programs: the classes of the published @pulumi/kong that a gateway in front of services needs, with its
 * type tokens and property names, over the provider in `providers/kong`.
 */
export { Consumer, type ConsumerArgs, type ConsumerState } from "./consumer.ts";
export { ConsumerJwtAuth, type ConsumerJwtAuthArgs, type ConsumerJwtAuthState } from "./consumer-jwt-auth.ts";
export { Plugin, type PluginArgs, type PluginState } from "./plugin.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
export { Route, type RouteAddress, type RouteArgs, type RouteHeader, type RouteState } from "./route.ts";
export { Service, type ServiceArgs, type ServiceState } from "./service.ts";
export { Target, type TargetArgs, type TargetState } from "./target.ts";
export { Upstream, type UpstreamArgs, type UpstreamState } from "./upstream.ts";
export type {
  UpstreamHealthchecks,
  UpstreamHealthchecksActive,
  UpstreamHealthchecksActiveHealthy,
  UpstreamHealthchecksActiveUnhealthy,
  UpstreamHealthchecksPassive,
  UpstreamHealthchecksPassiveHealthy,
  UpstreamHealthchecksPassiveUnhealthy,
} from "./upstream-healthchecks.ts";
