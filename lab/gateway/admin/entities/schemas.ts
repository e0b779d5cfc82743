import type { TableName } from "../../store/entities.ts";
import type { EntitySchema } from "../schema/fields.ts";
import { plugins } from "./plugins.ts";
import { routes } from "./routes.ts";
import { services } from "./services.ts";
import { targets } from "./targets.ts";
import { upstreams } from "./upstreams.ts";

export const SCHEMAS: Record<TableName, EntitySchema> = { services, routes, upstreams, targets, plugins };

export function isTable(name: string): name is TableName {
  return name in SCHEMAS;
}
