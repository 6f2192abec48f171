import { credentialFaces } from '../use-cases/credential-kinds.ts';
import { kindNamesOf } from './credential.ts';

/** What `clientele --help` says. */
export const USAGE = `clientele credential add --face FACE [--kind KIND] [--role integrator|operator] [--email ADDRESS]
                         [--public-key FILE] [--merchant-id ID] [--portfolio-id ID]
clientele credential list
clientele credential revoke ID
clientele settings show --face FACE
clientele settings set --face FACE --file FILE

  These talk to a running server as an operator. Its address and token are taken from
    --url URL and CLIENTELE_TOKEN, or from sandbox.json in --data DIR (./data).

  --face        whose; its kinds of credential, of which the first is made where none is named:
${credentialFaces.map((face) => `                  ${face}: ${kindNamesOf(face)}`).join('\n')}
  --email       the account name of a login
  --public-key  a file with your own public key or certificate (PEM) for a signing-key, or for the answers of an
                encryption-key; with your own certificate (PEM) for a certificate. Without it a pair is made, and its
                private half is printed this once
  --merchant-id, --portfolio-id
                what the vendor calls the merchant of a shared-secret or certificate (like the tenant), and the
                portfolio whose key it is
  --tenant      with add: makes the credential, and the tenant if it is new, in the store of a server that is not
                running; how the first operator of a tenant comes into being. With settings: shows or sets that
                tenant's, without a server too
  --file        the settings as JSON, - for standard input; what they leave out returns to its default

clientele export [--tenant T] [--resume] FILE       all records, or a tenant's, as lines of JSON; - is standard output
clientele import [--dry-run] [--resume] [--tenant T] FILE
                                                    the same back in; - is standard input
clientele import --from mastercard|cybersource|caibo --tenant T [--format ndjson|csv] [--delimiter , ; tab]
                 [--match-on email,phone,reference] [--doubtful leave|create] [--prefer kept|new] [--update]
                 [--ignore-unknown] [--report FILE] [--reason TEXT] [--dry-run] FILE
                                                    customers in a vendor's shape, whose ids become handles
clientele backup FILE                               the data directory's records as one file, also while it is served
clientele restore FILE                              such a file into a data directory that has no records
clientele compact [--history-before WHEN] [--events-before WHEN]
                                                    forgets old history and old events that were never delivered
clientele migrate [--distributed]                   brings a PostgreSQL database up to date, as the account that owns it

  These work on the store itself: --data DIR, DATABASE_URL=postgres://… (in the environment, as a password is in it), or
  --database-url for one without a password. --data counts before --database-url, that before DATABASE_URL. Only import and
  restore need the data directory for themselves.

  --resume      goes on where the same export, or the import of the same file, was interrupted
  --dry-run     checks all that an import would, and writes nothing
  --tenant      with export: only this one. With import: what the file's one tenant is to be called
  --match-on    by what a customer of another vendor's is recognised; without it none is. What is doubtful is told, and left
                out unless --doubtful create
  --prefer      what stays where a customer who is recognised has something else: what was kept, or what is new
  --update      changes customers who came from this vendor before to what the file says
  --report      a file, for your eyes only, that tells line by line what was linked, doubtful, changed or refused
  --distributed spreads the tables over the machines of a Citus cluster, of whose coordinator the database is
  WHEN          a date (2026-01-31), a moment (RFC 3339), or an age: 36h, 400d, 2y

  0 means done; 1 that something failed, or that a line was refused; 2 that the call made no sense.
`;
