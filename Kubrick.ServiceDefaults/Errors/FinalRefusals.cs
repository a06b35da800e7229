namespace Kubrick.ServiceDefaults.Errors;

/// <summary>Refusals of uploads that no later attempt changes: the server keeps what it has of the recording.</summary>
public static class FinalRefusals
{
    // A field of the requests of clients, to whom Uploads passes the errors of Recordings on. Other conflicts name none.
    private static readonly ErrorSource ThisRecording = new(Pointer: "/recordingId");

    /// <summary>409 <c>CONFLICT</c> that names the recording as what is at fault, by which a client knows that the file belongs to another one.</summary>
    /// <param name="detail">One sentence.</param>
    public static ApiErrorResult Of(string detail) => ApiErrors.Conflict(detail, ThisRecording);

    /// <summary>The refusal under a legal hold.</summary>
    public static ApiErrorResult Held() => Of("The recording is under a legal hold: its stored video must not be replaced.");
}
