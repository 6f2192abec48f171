import { createCaiboFace } from '../../src/faces/caibo/face.ts';
import { createClienteleFace } from '../../src/faces/clientele/face.ts';
import { createCybersourceFace } from '../../src/faces/cybersource/face.ts';
import type { Face } from '../../src/faces/face.ts';
import { createMastercardFace } from '../../src/faces/mastercard/face.ts';
import { settingsKinds } from '../../src/faces/settings-kinds.ts';

/** Every real face, standing on nothing: enough for what a face says of itself, since no operation is performed. */
export function allFaces(): readonly Face[] {
  const nothing = {} as never;
  return [
    createClienteleFace({
      dependencies: nothing,
      issuer: nothing,
      verifier: nothing,
      settingsKinds,
    }),
    createCaiboFace({
      dependencies: nothing,
      issuer: nothing,
      verifier: nothing,
      credentials: nothing,
      loginLimit: nothing,
    }),
    createMastercardFace({ dependencies: nothing, credentials: nothing, settings: nothing }),
    createCybersourceFace({ dependencies: nothing, credentials: nothing, settings: nothing, warn: nothing }),
  ];
}
