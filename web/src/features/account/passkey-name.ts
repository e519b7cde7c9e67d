/** As the server judges it, so that nobody makes a passkey for a name that is then refused. */
export function isName(typed: string): boolean {
  const name = typed.trim();
  return name !== '' && [...name].length <= 50 && !/\p{Cc}/u.test(name);
}
