/**
 * Mailboxes that belong to a task and not to a person: those of RFC 2142, and what companies call theirs. Whoever writes
 * from one shares it with his colleagues. Then those of families, and those that somebody fills in for whoever has none.
 */
const SHARED = new Set(
  `abuse account accounting accounts admin administration billing booking bookings buchhaltung compta comptabilite contact
  contacto customercare customerservice desk enquiries enquiry finance frontdesk ftp hello help helpdesk hi hostmaster hr
  info information inquiries inquiry invoice invoices it jobs kontakt legal mail mailbox marketing news newsletter noc
  noreply office order orders payment payments post postmaster press purchasing reception rechnung reservations sales
  security service shop staff store support team uucp usenet verwaltung webmaster welcome www
  familia familie famille family
  anonymous client customer customers donotreply dummy email example fake guest guests na nobody noemail nomail noname none
  null test tester testing unknown user`.split(/\s+/),
);

/** Whether an e-mail address is likely to be used by several people. */
export function isSharedMailbox(email: string): boolean {
  const local = email.slice(0, email.lastIndexOf('@')).toLowerCase();
  return SHARED.has(local.replace(/\+.*$/, '').replace(/[._\d-]/g, ''));
}
