import { type KongAdmin, KongError } from "./admin.ts";
import { changes } from "./diff.ts";
import { isObject, type Properties, type ResourceKind, type Value } from "./resources/property.ts";
import { type Entity, newEntity, patch, seenInputs, seenLike, seenProperties } from "./translate.ts";

const ALREADY_THERE = 5;

/**
 * Makes the entity and answers its id.
 *
 * One that is there already is taken over when it carries the same tags: an update that died after its call left it
 * behind. A target's weight then stays as it is, because it may have been given traffic since.
 */
export async function create(admin: KongAdmin, kind: ResourceKind, inputs: Properties): Promise<string> {
  const body = newEntity(kind, inputs);
  try {
    const made = await admin.post<Entity>(collectionPath(kind, inputs), body);
    return made.id;
  } catch (error) {
    if (error instanceof KongError && error.kongCode === ALREADY_THERE) return adopt(admin, kind, inputs, error);
    throw explained(kind, error);
  }
}

async function adopt(admin: KongAdmin, kind: ResourceKind, inputs: Properties, refusal: KongError): Promise<string> {
  const there = await findTwin(admin, kind, inputs);
  if (!there) throw refusal;
  if (!carriesTags(there, inputs.tags)) throw taken(kind, inputs, there, refusal);
  const { weight: _, tags: __, ...rest } = newEntity(kind, inputs);
  const saysMore = Object.keys(rest).some((field) => field !== kind.key);
  if (saysMore) await admin.patch(entityPath(kind, inputs, there.id), rest);
  return there.id;
}

/** The entity that keeps this one from being made. */
async function findTwin(admin: KongAdmin, kind: ResourceKind, inputs: Properties): Promise<Entity | undefined> {
  const key = kind.key === undefined ? undefined : inputs[kind.key];
  if (typeof key === "string") return admin.find<Entity>(entityPath(kind, inputs, key));
  const wanted = newEntity(kind, inputs);
  const all = await admin.list<Entity>(collectionPath(kind, inputs));
  return all.find((entity) => ["name", "service", "route", "consumer"].every((f) => sameId(entity[f], wanted[f])));
}

function sameId(a: Value | undefined, b: Value | undefined): boolean {
  return idOf(a) === idOf(b);
}

function idOf(value: Value | undefined): Value | undefined {
  return isObject(value) ? value.id : (value ?? undefined);
}

function carriesTags(entity: Entity, given: Value | undefined): boolean {
  const tags = Array.isArray(entity.tags) ? entity.tags : [];
  return Array.isArray(given) && given.length > 0 && given.every((tag) => tags.includes(tag));
}

function taken(kind: ResourceKind, inputs: Properties, there: Entity, cause: KongError): Error {
  const id = kind.parent ? `${inputs[kind.parent.property]}/${there.id}` : there.id;
  const tags = (value: Value | undefined) => (Array.isArray(value) && value.length > 0 ? value.join(", ") : "none");
  return new Error(
    `Kong has this ${kind.noun} already (${cause.message}), and not with the tags of this one ` +
      `(there: ${tags(there.tags)}; here: ${tags(inputs.tags)}). Delete it in Kong, or take it over with ` +
      `"pulumi import ${kind.token} NAME ${id}"`,
    { cause },
  );
}

export interface Seen {
  readonly id: string;
  readonly inputs: Properties;
  readonly properties: Properties;
}

/**
 * The entity as Kong has it: those properties that were given before, or all of them for an import. Undefined: gone.
 *
 * @param id an id, a name, or for what lives under another entity also `UPSTREAM/TARGET` and the like.
 */
export async function read(
  admin: KongAdmin,
  kind: ResourceKind,
  known: { id: string; properties: Properties; inputs: Properties },
): Promise<Seen | undefined> {
  const { id, properties } = locate(kind, known);
  const entity = await admin.find<Entity>(entityPath(kind, properties, id));
  if (!entity) return undefined;
  if (Object.keys(known.inputs).length === 0) {
    return { id: entity.id, inputs: seenInputs(kind, entity), properties: seenProperties(kind, entity) };
  }
  return {
    id: entity.id,
    inputs: seenLike(kind, entity, known.inputs),
    properties: seenLike(kind, entity, known.properties),
  };
}

function locate(
  kind: ResourceKind,
  known: { id: string; properties: Properties; inputs: Properties },
): { id: string; properties: Properties } {
  if (kind.parent === undefined) return known;
  const { property } = kind.parent;
  const slash = known.id.indexOf("/");
  if (slash > 0) return { id: known.id.slice(slash + 1), properties: { [property]: known.id.slice(0, slash) } };
  const parent = known.properties[property] ?? known.inputs[property];
  if (parent === undefined) {
    throw new Error(
      `the id "${known.id}" does not say which ${property} the ${kind.noun} has: write it ${kind.parent.id}`,
    );
  }
  return { id: known.id, properties: { [property]: parent } };
}

/** Changes the properties that differ, and no others: what another hand has set meanwhile stays. */
export async function update(
  admin: KongAdmin,
  kind: ResourceKind,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<void> {
  const names = changes(kind.properties, olds, news).map((change) => change.property);
  if (names.length === 0) return;
  const path = entityPath(kind, news, id);
  const body = patch(kind, olds, news, names);
  try {
    if (!("config" in body)) {
      await admin.patch(path, body);
      return;
    }
    // A PATCH would merge the plugin's configuration into the old one and leave what was taken out of it.
    const { created_at: _, updated_at: __, ...rest } = await admin.get<Entity>(path);
    await admin.put(path, { ...rest, ...body, config: body.config ?? {} });
  } catch (error) {
    throw explained(kind, error);
  }
}

/** An entity that is gone already is fine. */
export async function remove(admin: KongAdmin, kind: ResourceKind, id: string, properties: Properties): Promise<void> {
  await admin.delete(entityPath(kind, properties, id));
}

function collectionPath(kind: ResourceKind, properties: Properties): string {
  if (kind.parent === undefined) return `/${kind.collection}`;
  const parent = encodeURIComponent(String(properties[kind.parent.property]));
  return `/${kind.parent.collection}/${parent}/${kind.collection}`;
}

function entityPath(kind: ResourceKind, properties: Properties, idOrKey: string): string {
  return `${collectionPath(kind, properties)}/${encodeURIComponent(idOrKey)}`;
}

/** Kong's "Not found" to a change means that somebody deleted what state still has. */
function explained(kind: ResourceKind, error: unknown): unknown {
  if (!(error instanceof KongError) || !error.absent) return error;
  const what = kind.parent ? `this ${kind.noun} or what it belongs to` : `this ${kind.noun}`;
  return new Error(`${error.message}: ${what} is gone from Kong; "pulumi refresh" takes it out of state`, {
    cause: error,
  });
}
