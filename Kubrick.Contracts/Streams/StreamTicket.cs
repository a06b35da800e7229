namespace Kubrick.Contracts.Streams;

/// <summary>The facts that Recordings has about a recording that is, was or may be streamed.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Status">The recording's status as sent to clients.</param>
/// <param name="Title">Its title.</param>
/// <param name="RecorderName">The name of the recorder.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
/// <param name="MimeType">The content type with which it was created.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="StorageSequence">The daily sequence number in the archive's key; 0 before a stream was started.</param>
/// <param name="StreamPrefix">The prefix of its playlist and media, without a trailing slash, as in the message <c>started</c>.</param>
public sealed record StreamTicket(
    string RecordingId,
    string Status,
    string Title,
    string RecorderName,
    string Quality,
    string MimeType,
    DateTimeOffset CreatedAt,
    int StorageSequence,
    string StreamPrefix);
