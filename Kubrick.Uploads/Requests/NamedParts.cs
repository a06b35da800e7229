using System.Text.Json;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Uploads.Requests;

/// <summary>The parts that a client names to complete an upload, in the client's order.</summary>
internal static class NamedParts
{
    private const int LongestETag = 200;

    /// <summary>
    /// Reads <c>parts</c>: an array of <c>{partNumber, etag, sha256?, md5?}</c>. Adds faults to the errors, each with its pointer. It may be empty: a recording that is stored already has no
    /// parts, and of an open upload they are missing then.
    /// </summary>
    public static IReadOnlyList<NamedPart> Read(JsonElement parts, List<FieldError> errors)
    {
        if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() > PartSizes.MaxParts)
        {
            errors.Add(new FieldError(new ErrorSource("/parts"), $"'parts' must be an array of at most {PartSizes.MaxParts} parts."));
            return [];
        }

        var read = new List<NamedPart>(parts.GetArrayLength());
        foreach (var part in parts.EnumerateArray())
        {
            if (NumberOf(part) is { } number && ETagOf(part) is { } etag && ChecksumOf(part, out var checksum))
            {
                read.Add(new NamedPart(new UploadedPart(number, etag, Length: null), checksum));
                continue;
            }

            // One error is enough to correct the client; there may be ten thousand.
            var pointer = FormattableString.Invariant($"/parts/{read.Count}");
            errors.Add(new FieldError(
                new ErrorSource(pointer),
                "Each part must have a 'partNumber' (a whole number from 1 to 10000) and an 'etag' (a string), and may have a 'sha256' and an 'md5' in hex."));
            return [];
        }

        return read;
    }

    /// <summary>
    /// Checks <c>parts</c> of an upload whose parts have no ETags (<see cref="StorageLocation.IsSerial"/>): an array, which may be empty. What it names is
    /// not compared with anything.
    /// </summary>
    public static void CheckUnnamed(JsonElement parts, List<FieldError> errors)
    {
        if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() > PartSizes.MaxParts)
        {
            errors.Add(new FieldError(new ErrorSource("/parts"), $"'parts' must be an array of at most {PartSizes.MaxParts} parts."));
        }
    }

    private static int? NumberOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty("partNumber", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
        && number is >= 1 and <= PartSizes.MaxParts
            ? number
            : null;

    /// <summary>Reads the checksums; false if one is malformed.</summary>
    private static bool ChecksumOf(JsonElement part, out PartChecksum? checksum)
    {
        checksum = null;
        if (!Checksums.TryReadSha256(part, out var sha256) || !Checksums.TryReadMd5(part, out var md5))
        {
            return false;
        }

        checksum = sha256 is null && md5 is null ? null : new PartChecksum(sha256, md5);
        return true;
    }

    /// <summary>Clients send the value of the header, with quotes or without.</summary>
    private static string? ETagOf(JsonElement part)
    {
        if (!part.TryGetProperty("etag", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString()?.Trim().Trim('"') is { Length: > 0 and <= LongestETag } etag ? etag : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }
}
