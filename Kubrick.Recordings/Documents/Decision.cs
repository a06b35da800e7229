using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Recordings.Documents;

/// <summary>What a change makes of a recording: another one (or the same), or the answer that refuses it.</summary>
internal readonly record struct Decision
{
    private Decision(Recording? recording, ApiErrorResult? refusal) => (Recording, Refusal) = (recording, refusal);

    /// <summary>The recording; null where the change was refused.</summary>
    public Recording? Recording { get; }

    /// <summary>The answer; null where the change was made.</summary>
    public ApiErrorResult? Refusal { get; }

    public static implicit operator Decision(Recording recording) => new(recording, null);

    public static implicit operator Decision(ApiErrorResult refusal) => new(null, refusal);
}
