import {
  type Handles,
  handleOf,
  mergePatch,
  ok,
  type Problem,
  type Result,
  refuse,
  requiredByFace,
  type Violation,
  validatorOf,
  valueAt,
} from '@clientele/core';
import { attachHandle } from '../../use-cases/attach-handle.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { detachHandle } from '../../use-cases/detach-handle.ts';
import { mintHandle } from '../../use-cases/mint.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import type { Answer, Call } from '../face.ts';
import { changeOf, keyOf, represented } from './customers.ts';
import { HandleInput } from './schema.ts';

const validate = validatorOf(HandleInput);

export async function attach(dependencies: Dependencies, call: Call): Promise<Result<Answer, Problem>> {
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers);
  if (!precondition.ok) return precondition;
  const violations = validate(call.body ?? null);
  if (violations.length > 0) return invalid(violations);
  const { face, handle: id, clientNumber, clientType } = call.body as HandleInput;
  const handle = id === undefined ? mintHandle(face, dependencies.random) : handleOf(face, id);
  if (!handle) return invalid([{ pointer: '/handle', rule: 'format', message: `must be an id of the ${face} face` }]);
  const attached = await attachHandle(dependencies, change.value, {
    key: keyOf(call.request),
    face,
    handle,
    precondition: precondition.value,
    edit: (record) => {
      const edited = mergePatch(record, {
        ...(clientNumber !== undefined && { references: { clientNumber } }),
        ...(clientType !== undefined && { classification: { clientType } }),
      });
      const missing = requiredByFace[face].filter((pointer) => valueAt(edited, pointer) === undefined);
      return missing.length === 0 ? ok(edited) : invalid(missing.map((pointer) => required(pointer, face)));
    },
  });
  if (!attached.ok) return attached;
  return ok(represented(call, attached.value, { full: 201, minimal: 201 }));
}

export async function detach(dependencies: Dependencies, call: Call): Promise<Result<Answer, Problem>> {
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { required: true });
  if (!precondition.ok) return precondition;
  const face = call.request.parameters['face'];
  if (!isFace(face)) return refuse({ type: 'not-found' });
  const detached = await detachHandle(dependencies, change.value, {
    key: keyOf(call.request),
    face,
    precondition: precondition.value,
  });
  return detached.ok ? ok({ status: 204, headers: {} }) : detached;
}

function isFace(name: string | undefined): name is keyof Handles {
  return name !== undefined && Object.hasOwn(requiredByFace, name);
}

function required(pointer: string, face: string): Violation {
  return { pointer, rule: 'required', message: `is required for a record in the ${face} face` };
}

function invalid(violations: readonly Violation[]) {
  return refuse<Problem>({ type: 'invalid', violations });
}
