/** Types of the program's resources, as the engine names them. */
export const TARGET = "kong:index/target:Target";
export const TRAFFIC_SHIFT = "pulumi-nodejs:dynamic/release:TrafficShift";
export const SMOKE_GATE = "pulumi-nodejs:dynamic/release:SmokeGate";
export const FRONTEND_GATE = "pulumi-nodejs:dynamic/release:FrontendGate";
