import { isObject, type Json, type JsonObject } from '@clientele/core';
import { at, type Lens, type Member, type Node, type Subject } from './lens.ts';

/** A record as the vendor's document; `facts` are its members that are not kept in the record. */
export function view(lens: Lens, record: JsonObject, facts: JsonObject = {}): JsonObject {
  return Object.fromEntries(membersBelow(lens.root, { record, facts }, ''));
}

/** What a member shows, or `undefined` where it is left out. */
export function shownBy(member: Member, subject: Subject, key: string): Json | undefined {
  return member.show(subject, key) ?? member.absent;
}

function membersBelow({ children, any }: Node, subject: Subject, key: string): [string, Json][] {
  const shown: [string, Json][] = [];
  for (const [name, child] of children) {
    const value = shownAt(child, subject, key);
    if (value !== undefined) shown.push([name, value]);
  }
  const map = any && at(subject.record, any.map);
  for (const name of isObject(map) ? Object.keys(map) : []) {
    const value = any && shownAt(any.node, subject, name);
    if (value !== undefined) shown.push([name, value]);
  }
  return shown;
}

function shownAt(node: Node, subject: Subject, key: string): Json | undefined {
  if (node.member) return node.member.hidden ? undefined : shownBy(node.member, subject, key);
  const below = membersBelow(node, subject, key);
  return below.length > 0 ? Object.fromEntries(below) : undefined;
}
