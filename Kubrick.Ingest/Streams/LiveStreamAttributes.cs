using System.Text.Json.Serialization;
using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Streams;

/// <summary>The fields of <see cref="StreamState"/>, and what was done.</summary>
internal sealed record LiveStreamAttributes : StreamState
{
    public LiveStreamAttributes(StreamState state, string message)
        : base(state) => Message = message;

    /// <summary>One sentence for people.</summary>
    [JsonPropertyOrder(1)]
    public string Message { get; }
}
