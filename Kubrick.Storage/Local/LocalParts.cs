using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubrick.Storage.Local;

/// <summary>
/// The parts in a session's folder: <c>part-00001-{sha256}</c>. Number and ETag are in the name, so the rename that stores a part
/// stores all that is known of it. A part that comes twice replaces the first.
/// </summary>
internal static partial class LocalParts
{
    public static string FileName(int number, string sha256) => string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}-{sha256}");

    /// <summary>The parts that are there, by number; null where the folder is gone.</summary>
    public static SortedDictionary<int, LocalPart>? Find(string directory)
    {
        var parts = new SortedDictionary<int, LocalPart>();
        try
        {
            foreach (var file in new DirectoryInfo(directory).EnumerateFiles("part-*"))
            {
                // A crash may leave a part beside the one that replaced it: the newer one counts.
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

    /// <summary>Removes what stands under the number of a part, but not the part itself.</summary>
    public static void RemoveReplaced(string directory, int number, string kept)
    {
        foreach (var file in Directory.GetFiles(directory, string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}-*")))
        {
            if (Path.GetFileName(file) != kept)
            {
                File.Delete(file);
            }
        }
    }

    private static LocalPart? Parse(FileInfo file)
    {
        var match = Name().Match(file.Name);
        return match.Success
            ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value, file.Length, file.LastWriteTimeUtc, file.FullName)
            : null;
    }

    [GeneratedRegex(@"\Apart-([0-9]{5})-([0-9a-f]{64})\z")]
    private static partial Regex Name();
}

/// <summary>One stored part.</summary>
internal sealed record LocalPart(int Number, string ETag, long Length, DateTime StoredAt, string Path);
