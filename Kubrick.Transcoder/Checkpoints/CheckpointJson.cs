using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>The JSON of checkpoints and resume points.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(ResumePoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    public static byte[] Write(Checkpoint checkpoint) => JsonSerializer.SerializeToUtf8Bytes(checkpoint, Default.Checkpoint);

    public static byte[] Write(ResumePoint resume) => JsonSerializer.SerializeToUtf8Bytes(resume, Default.ResumePoint);

    /// <summary>Parses a resume point; null when the bytes are not one.</summary>
    public static ResumePoint? ReadResume(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.ResumePoint) is { Position: not null, Timeline: not null, Header: not null } resume
                ? resume with { Init = resume.Init ?? [] }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parses a checkpoint; null when the bytes are not one.</summary>
    public static Checkpoint? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // A missing property is null, whatever the record's own default is.
            return JsonSerializer.Deserialize(bytes, Default.Checkpoint) is { } checkpoint ? checkpoint with { Segments = checkpoint.Segments ?? [] } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
