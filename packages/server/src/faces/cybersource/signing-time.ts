/** RFC 1123 §5.2.14. The day may have one digit, as RFC 822 §5.1 has it: some libraries write no zero. */
const DATE =
  /^((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )(\d{1,2}) ((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT)$/;

/** When something was signed, in milliseconds since 1970; `undefined` where the text is no date or no such day. */
export function signingTime(text: string): number | undefined {
  const [, weekday, day = '', rest] = DATE.exec(text) ?? [];
  const canonical = `${weekday}${day.padStart(2, '0')} ${rest}`;
  const time = Date.parse(canonical);
  return !Number.isNaN(time) && new Date(time).toUTCString() === canonical ? time : undefined;
}
