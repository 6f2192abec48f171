import { CybersourceSettings } from './cybersource/settings.ts';
import { MastercardSettings } from './mastercard/settings.ts';

/** The faces that a tenant settles something of, and what that may be. */
export const mastercardSettings = { face: 'mastercard', schema: MastercardSettings } as const;
export const cybersourceSettings = { face: 'cybersource', schema: CybersourceSettings } as const;
export const settingsKinds = [mastercardSettings, cybersourceSettings] as const;
