using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Streams;

/// <summary>The answer to a start or a stop: the stream's state and a sentence (<c>docs/http-api.md</c>, Streams).</summary>
/// <param name="Data">The stream.</param>
internal sealed record LiveStreamDocument(LiveStreamDocument.Resource Data)
{
    /// <summary>The document of one stream.</summary>
    public static LiveStreamDocument Of(StreamState state, string message) =>
        new(new Resource("live-stream", state.RecordingId, new LiveStreamAttributes(state, message)));

    internal sealed record Resource(string Type, string Id, LiveStreamAttributes Attributes);
}

/// <summary>The fields of <see cref="StreamState"/>, and what was done.</summary>
internal sealed record LiveStreamAttributes : StreamState
{
    [SetsRequiredMembers]
    public LiveStreamAttributes(StreamState state, string message)
        : base(state) => Message = message;

    /// <summary>One sentence for people.</summary>
    [JsonPropertyOrder(1)]
    public string Message { get; }
}
