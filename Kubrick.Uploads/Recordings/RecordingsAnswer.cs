using System.Diagnostics.CodeAnalysis;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Uploads.Recordings;

/// <summary>What Recordings answered: where the upload stands, or an error that is the caller's answer too.</summary>
internal sealed class RecordingsAnswer
{
    private readonly UploadState? state;
    private readonly ApiErrorResult? refusal;

    public RecordingsAnswer(UploadState state) => this.state = state;

    public RecordingsAnswer(ApiErrorResult refusal) => this.refusal = refusal;

    public bool IsConflict => refusal?.StatusCode == StatusCodes.Status409Conflict;

    public bool IsState([NotNullWhen(true)] out UploadState? found, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        (found, error) = (state, refusal);
        return state is not null;
    }
}
