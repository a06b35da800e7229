using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubrick.Storage.Local;

/// <summary>
/// The parts in a session's folder: <c>part-00001-{sha256}</c>. The name contains number and ETag, so one rename stores a part with its
/// metadata. A part that is sent again replaces the first. While they are joined, some are in the joined file instead (<see cref="LocalJoin"/>).
/// </summary>
internal static partial class LocalParts
{
    /// <summary>S3's minimum size of every part but the last, unless the session's part size is smaller.</summary>
    private const long SmallestPart = 5L << 20;

    public static string FileName(int number, string sha256) => string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}-{sha256}");

    /// <summary>The stored parts by number; null if the folder does not exist.</summary>
    public static SortedDictionary<int, LocalPart>? Find(string directory)
    {
        // The files first: a part that loses its file in the meantime is in the joined file by then.
        if (FindFiles(directory) is not { } parts)
        {
            return null;
        }

        foreach (var part in JoinState.Find(directory)?.Joined ?? [])
        {
            parts.TryAdd(part.Number, part);
        }

        return parts;
    }

    /// <summary>Whether anything has arrived that is not an object yet.</summary>
    public static bool AreIn(string directory)
    {
        try
        {
            return Directory.EnumerateFiles(directory, "part-*").Any() || JoinState.IsIn(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether a part has a file of its own.</summary>
    public static bool Has(string directory, int number) => Directory.EnumerateFiles(directory, Pattern(number)).Any();

    /// <summary>The stored parts that a client named, in order; as strict as S3.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>.</exception>
    public static IReadOnlyList<LocalPart> Choose(IReadOnlyList<UploadedPart> named, IReadOnlyDictionary<int, LocalPart> stored, long partSize)
    {
        LocalPart[] chosen = [.. PartList.Sort(named).Select(part =>
            stored.TryGetValue(part.PartNumber, out var found) && found.ETag == part.ETag
                ? found
                : throw Mismatch($"Part {part.PartNumber} is missing, or its ETag is not the stored one."))];

        return chosen.SkipLast(1).FirstOrDefault(part => part.Length < Math.Min(SmallestPart, partSize)) is { } small
            ? throw Mismatch($"Part {small.Number} is too small and not the last.")
            : chosen;
    }

    /// <summary>Removes the earlier versions of a part.</summary>
    public static void RemoveReplaced(string directory, int number, string kept)
    {
        foreach (var file in Directory.GetFiles(directory, Pattern(number)))
        {
            if (Path.GetFileName(file) != kept)
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Removes earlier versions of parts, which a crash may have left.</summary>
    public static void RemoveOlder(string directory, IReadOnlyList<LocalPart> parts)
    {
        var newest = parts.ToDictionary(part => part.Number);
        foreach (var file in new DirectoryInfo(directory).GetFiles("part-*"))
        {
            if (Parse(file) is { } part && newest.TryGetValue(part.Number, out var kept) && part.ETag != kept.ETag && part.StoredAt < kept.StoredAt)
            {
                file.Delete();
            }
        }
    }

    private static string Pattern(int number) => string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}-*");

    private static SortedDictionary<int, LocalPart>? FindFiles(string directory)
    {
        var parts = new SortedDictionary<int, LocalPart>();
        try
        {
            foreach (var file in new DirectoryInfo(directory).EnumerateFiles("part-*"))
            {
                // A crash may leave a part and its replacement: the newer one counts.
                if (Parse(file) is { } part && !(parts.TryGetValue(part.Number, out var other) && other.StoredAt > part.StoredAt))
                {
                    parts[part.Number] = part;
                }
            }
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return null;
        }

        return parts;
    }

    private static StorageException Mismatch(string message) => new(StorageError.PartMismatch, message);

    private static LocalPart? Parse(FileInfo file)
    {
        var match = Name().Match(file.Name);
        // It may have been joined or replaced since it was listed.
        return match.Success && file.Exists
            ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value, file.Length, file.LastWriteTimeUtc, file.FullName)
            : null;
    }

    [GeneratedRegex(@"\Apart-([0-9]{5})-([0-9a-f]{64})\z")]
    private static partial Regex Name();
}

/// <summary>A stored part.</summary>
/// <param name="Number">From 1.</param>
/// <param name="ETag">Its SHA-256.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="StoredAt">When it was stored; unknown of a part in the joined file.</param>
/// <param name="Path">The file that has it.</param>
/// <param name="Offset">Where it begins in that file.</param>
internal sealed record LocalPart(int Number, string ETag, long Length, DateTime StoredAt, string Path, long Offset = 0);
