/**
 * A property value as Pulumi's JSON form has it, in memory, on the wire and in a deployment file alike. Values that
 * JSON cannot say are objects with a signature key; `marks.ts` makes and recognises them.
 */
export type PropertyValue = null | boolean | number | string | readonly PropertyValue[] | PropertyMap;

export interface PropertyMap {
  readonly [key: string]: PropertyValue;
}
