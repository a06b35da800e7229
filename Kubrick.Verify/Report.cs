using System.Globalization;
using System.Text;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;

namespace Kubrick.Verify;

/// <summary>Describes the result in sentences. Texts of the manifest are printed without control characters, which could change the terminal.</summary>
internal static class Report
{
    private const int MaxRanges = 20;
    private const int MaxText = 200;

    public static string Describe(Manifest manifest)
    {
        var recording = manifest.Recording;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Manifest: recording {Printable(recording.Id)} \"{Printable(recording.Title)}\", ");
        text.Append(CultureInfo.InvariantCulture, $"recorded by {Printable(manifest.Recorder.Name)} on {Time(recording.RecordedAt)}; issued on {Time(manifest.IssuedAt)}.");
        if (manifest.Recovery.IsRecovered)
        {
            text.AppendLine();
            text.Append("Recovered: the server completed the recording, because its recorder did not return; ");
            text.Append(manifest.Recovery.MissingSeconds is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"at least {seconds:0.#} s are missing.")
                : "how much is missing is unknown.");
        }
        else if (manifest.Recovery.MissingSeconds is { } lost)
        {
            text.AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"Incomplete: the recorder's browser lost the end of the recording; at least {lost:0.#} s are missing.");
        }

        return text.ToString();
    }

    public static string Describe(FileScan scan) => $"File: {Bytes(scan.Bytes)}, SHA-256 {scan.Sha256}.";

    public static string Describe(Verdict verdict, FileScan scan, Manifest manifest)
    {
        var original = manifest.Original;
        return verdict switch
        {
            Verdict.Original { IsByParts: false } => $"Result: intact. The file is the original; its SHA-256 was {Verdict.Explain(original.Sha256Source)}.",
            Verdict.Original => $"Result: intact by its parts. The file is the original; the {Name(original.Parts!)} of every part was {Verdict.Explain(original.Parts!.Source)}.",
            Verdict.Derived { File: var file } => $"Result: intact. The file is a derived file ({Printable(file.Kind)}), made from {Parent(file, manifest)}.",
            Verdict.ClaimedOnly => "Result: differs. The file has the SHA-256 that was claimed for the recording, but the server stored other bytes.",
            Verdict.DamagedOriginal => $"Result: differs. The file is a damaged copy of the original, which has {Bytes(original.Bytes)}.{Damage(scan, original)}",
            Verdict.DamagedDerived { File: var file } => $"Result: differs. The file has the size of a derived file ({Printable(file.Kind)}), but other bytes.",
            Verdict.NotCheckable { Reason: var reason } => $"Result: not checkable. {reason}",
            _ => $"Result: differs. The file is none of the manifest's: the original has {Bytes(original.Bytes)}, and no part of it was found.",
        };
    }

    /// <summary>A text of a file on one line, shortened.</summary>
    public static string Printable(string text)
    {
        var shown = text.Length <= MaxText ? text : text[..MaxText] + "…";
        return string.Concat(shown.EnumerateRunes().Select(rune => IsPrintable(rune) ? rune.ToString() : "\uFFFD"));
    }

    // Format characters can reverse the order of the text that follows.
    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Damage(FileScan scan, ManifestOriginal original)
    {
        if (original.Parts is not { } parts)
        {
            return " Where is unknown: the manifest has no hashes of parts.";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $" {scan.HasPart.Count(has => has)} of {scan.HasPart.Count} parts are intact.");
        var ranges = Ranges(scan, parts).ToList();
        foreach (var (first, last, isMissing) in ranges.Take(MaxRanges))
        {
            var (start, end) = ((first - 1) * parts.PartBytes, Math.Min(last * parts.PartBytes, original.Bytes) - 1);
            text.AppendLine();
            var numbers = first == last ? $"part {first}" : $"parts {first} to {last}";
            text.Append(CultureInfo.InvariantCulture, $"  {numbers}, bytes {start} to {end}: {(isMissing ? "missing" : "damaged")}");
        }

        if (ranges.Count > MaxRanges)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  and {ranges.Count - MaxRanges} more ranges");
        }

        if (scan.Bytes > original.Bytes)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {Bytes(scan.Bytes - original.Bytes)} too many at the end");
        }

        return text.ToString();
    }

    /// <summary>Consecutive parts that the file does not have. A part is missing if the file ends before it starts.</summary>
    private static IEnumerable<(int First, int Last, bool IsMissing)> Ranges(FileScan scan, ManifestParts parts)
    {
        (int First, int Last, bool IsMissing)? open = null;
        for (var number = 1; number <= scan.HasPart.Count; number++)
        {
            var isMissing = (number - 1) * parts.PartBytes >= scan.Bytes;
            if (open is { } range && (scan.HasPart[number - 1] || range.IsMissing != isMissing))
            {
                yield return range;
                open = null;
            }

            if (!scan.HasPart[number - 1])
            {
                open = (open?.First ?? number, number, isMissing);
            }
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    private static string Parent(ManifestDerived file, Manifest manifest) => file.ParentSha256 switch
    {
        null => "an unknown file",
        var hash when hash == manifest.Original.Sha256 => $"the original with the SHA-256 {hash}",
        var hash when manifest.Derived.FirstOrDefault(other => other.Sha256 == hash) is { } parent => $"a derived file ({Printable(parent.Kind)}) with the SHA-256 {hash}",
        var hash => $"a file with the SHA-256 {hash}",
    };

    private static string Name(ManifestParts parts) => parts.Algorithm == PartHashes.Md5 ? "MD5" : "SHA-256";

    private static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}");

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
