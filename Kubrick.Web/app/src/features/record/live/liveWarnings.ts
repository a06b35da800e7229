/** A trouble that the server reported while the stream continues. */
export interface LiveWarning {
  readonly code: string;
  /** For the user. */
  readonly sentence: string;
}

/** The warnings with one more, which replaces an earlier one of its kind. */
export function withWarning(warnings: readonly LiveWarning[], code: string, sentence: string): LiveWarning[] {
  return [...withoutWarning(warnings, code), { code, sentence }];
}

/** The warnings without one that is over. */
export function withoutWarning(warnings: readonly LiveWarning[], code: string): LiveWarning[] {
  return warnings.filter(warning => warning.code !== code);
}

/** The warnings in one paragraph. */
export function textOf(warnings: readonly LiveWarning[]): string {
  return warnings.map(({ sentence }) => sentence).join(' ');
}
