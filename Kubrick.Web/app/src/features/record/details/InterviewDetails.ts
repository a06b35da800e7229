/** The title, name and metadata of an interview, editable by the user. */
export interface InterviewDetails {
  readonly title: string;
  readonly recorderName: string;
  readonly metadata: Readonly<Record<string, string>>;
}
