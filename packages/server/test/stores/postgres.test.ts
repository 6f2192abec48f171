import { storeContract } from '../store-contract.ts';
import { openPostgres } from './opened-postgres.ts';

storeContract('the PostgreSQL store', () => openPostgres());

/** So small that it holds a row or two: hardly anything is guessed. */
storeContract('the PostgreSQL store without a cache to speak of', () => openPostgres({ cacheBytesMax: 1_500 }));
