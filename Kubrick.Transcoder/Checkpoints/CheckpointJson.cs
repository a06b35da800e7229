using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How a checkpoint is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(ResumePoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    /// <summary>The bytes of a checkpoint.</summary>
    public static byte[] Write(Checkpoint checkpoint) => JsonSerializer.SerializeToUtf8Bytes(checkpoint, Default.Checkpoint);

    /// <summary>The bytes of a place to go on at.</summary>
    public static byte[] Write(ResumePoint resume) => JsonSerializer.SerializeToUtf8Bytes(resume, Default.ResumePoint);

    /// <summary>Reads a place to go on at; null where the bytes are none.</summary>
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

    /// <summary>Reads a checkpoint; null where the bytes are none.</summary>
    public static Checkpoint? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // What is not there is null, whatever the record's own default is.
            return JsonSerializer.Deserialize(bytes, Default.Checkpoint) is { } checkpoint ? checkpoint with { Segments = checkpoint.Segments ?? [] } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
