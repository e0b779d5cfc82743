/** Types of the program's resources, as the engine names them. */
export const TARGET = "kong:index/target:Target";
export const KONG_SERVICE = "kong:index/service:Service";
export const TRAFFIC_SHIFT = "pulumi-nodejs:dynamic/release:TrafficShift";
export const SMOKE_GATE = "pulumi-nodejs:dynamic/release:SmokeGate";
export const FRONTEND_GATE = "pulumi-nodejs:dynamic/release:FrontendGate";
export const LOCAL_PROCESS = "pulumi-nodejs:dynamic/local:Process";
export const CONTAINER = "docker:index/container:Container";
export const VOLUME = "docker:index/volume:Volume";
export const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
export const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
export const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
export const KUBERNETES_SERVICE = "kubernetes:core/v1:Service";
