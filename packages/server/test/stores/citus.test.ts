import { test } from 'node:test';
import { storeContract } from '../store-contract.ts';
import { openCitus } from './opened-citus.ts';

/** A database of a Citus cluster's coordinator that nobody needs: it is emptied. */
const url = process.env['CITUS_URL'];

if (url) storeContract('the PostgreSQL store on Citus', () => openCitus(url));
else test('without CITUS_URL the contract is not tried on Citus', () => {});
