/** What the person enters about the interview. */
export interface InterviewDetails {
  readonly title: string;
  readonly recorderName: string;
  readonly metadata: Readonly<Record<string, string>>;
}
