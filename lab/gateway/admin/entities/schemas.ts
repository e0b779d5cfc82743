import { TABLE_NAMES, type TableName } from "../../store/entities.ts";
import type { EntitySchema } from "../schema/fields.ts";
import { consumers } from "./consumers.ts";
import { jwtSecrets } from "./jwt-secrets.ts";
import { plugins } from "./plugins.ts";
import { routes } from "./routes.ts";
import { services } from "./services.ts";
import { targets } from "./targets.ts";
import { upstreams } from "./upstreams.ts";

export const SCHEMAS: Record<TableName, EntitySchema> = {
  services,
  routes,
  upstreams,
  targets,
  plugins,
  consumers,
  jwt_secrets: jwtSecrets,
};

/** Where a table stands in a path: by itself, or below the entity that its entities belong to. */
type Place = "top" | "nested";

export function pathOf(table: TableName, place: Place): string {
  return SCHEMAS[table].paths?.[place] ?? table;
}

/** The table that a segment of a path means, if it means one. */
export function tableAt(segment: string, place: Place): TableName | undefined {
  return TABLE_NAMES.find((table) => pathOf(table, place) === segment);
}

export function isTable(name: string): name is TableName {
  return name in SCHEMAS;
}
