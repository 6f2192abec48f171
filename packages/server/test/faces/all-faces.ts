import { createCaiboFace } from '../../src/faces/caibo/face.ts';
import { createClienteleFace } from '../../src/faces/clientele/face.ts';
import type { Face } from '../../src/faces/face.ts';
import { createMastercardFace } from '../../src/faces/mastercard/face.ts';
import { MastercardSettings } from '../../src/faces/mastercard/settings.ts';

/** Every real face, standing on nothing: enough for what a face says of itself, since no operation is performed. */
export function allFaces(): readonly Face[] {
  const nothing = {} as never;
  return [
    createClienteleFace({
      dependencies: nothing,
      issuer: nothing,
      verifier: nothing,
      settingsKinds: [{ face: 'mastercard', schema: MastercardSettings }],
    }),
    createCaiboFace({
      dependencies: nothing,
      issuer: nothing,
      verifier: nothing,
      credentials: nothing,
      loginLimit: nothing,
    }),
    createMastercardFace({ dependencies: nothing, credentials: nothing, settings: nothing }),
  ];
}
