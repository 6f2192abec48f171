import type { Handles } from '@clientele/core';
import type { Reader } from '../../stores/store.ts';
import { createTenantSettings } from '../../use-cases/tenant-settings.ts';
import type { Seal } from '../../vault/seal.ts';
import { caiboVendor } from './caibo.ts';
import { cybersourceVendor } from './cybersource.ts';
import { mastercardVendor } from './mastercard.ts';
import type { Vendor } from './vendor.ts';

interface Ground {
  readonly store: Reader;
  readonly seal: Seal;
  readonly warn: (message: string) => void;
}

/** A vendor by the name of its face, under what the tenant has settled with it. */
const vendors: Readonly<Record<keyof Handles, (ground: Ground, tenant: string) => Promise<Vendor>>> = {
  async mastercard(ground, tenant) {
    const { settings, create } = mastercardVendor;
    return create(await createTenantSettings({ ...ground, clock }, settings).read(tenant));
  },
  async cybersource(ground, tenant) {
    const { settings, create } = cybersourceVendor;
    return create(await createTenantSettings({ ...ground, clock }, settings).read(tenant));
  },
  caibo: async () => caiboVendor.create(),
};

const clock = { now: Date.now };

export const vendorNames = Object.keys(vendors) as (keyof Handles)[];

/** Opens the vendor for a tenant's file. */
export function openVendor(face: keyof Handles, ground: Ground, tenant: string): Promise<Vendor> {
  return vendors[face](ground, tenant);
}
