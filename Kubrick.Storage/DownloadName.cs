using System.Globalization;
using System.Text;

namespace Kubrick.Storage;

/// <summary>
/// The file name that a browser saves an object under. Recorder and title are texts of users: the name has no character that a file system or a header field
/// could misunderstand, and at most 200 bytes.
/// </summary>
public sealed class DownloadName
{
    private const string Separator = " - ";
    private const int MaxRecorderBytes = 60;
    private const int MaxTitleBytes = 110;

    /// <summary>What no file system of a client may see: separators, wildcards and quotes.</summary>
    private const string Forbidden = "/\\:*?\"<>|";

    private DownloadName(string fileName) => FileName = fileName;

    /// <summary>The name, such as <c>Ada Lovelace - First talk - 2026-03-04.webm</c>.</summary>
    public string FileName { get; }

    /// <summary>The value of <c>Content-Disposition</c> (RFC 6266): a name in ASCII for old clients, and the name in UTF-8 (RFC 8187).</summary>
    public string ContentDisposition => $"attachment; filename=\"{Ascii(FileName)}\"; filename*=UTF-8''{Uri.EscapeDataString(FileName)}";

    /// <summary>The name of a recording's file.</summary>
    /// <param name="recorder">The recorder's name.</param>
    /// <param name="title">The title.</param>
    /// <param name="recordedAt">The time of the recording; its UTC date is a part of the name.</param>
    /// <param name="extension">Letters and digits, without a dot.</param>
    public static DownloadName Of(string recorder, string title, DateTimeOffset recordedAt, string extension)
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        if (!extension.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException("An extension has letters and digits only.", nameof(extension));
        }

        string[] parts =
        [
            Clean(recorder, MaxRecorderBytes),
            Clean(title, MaxTitleBytes),
            recordedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ];
        return new DownloadName($"{string.Join(Separator, parts.Where(part => part.Length > 0))}.{extension}");
    }

    /// <summary>A text without controls, directional marks and forbidden characters, cut between characters as users see them.</summary>
    private static string Clean(string? text, int maxBytes)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || IsInvisible(rune))
            {
                continue;
            }

            var isBlank = Rune.IsWhiteSpace(rune);
            if (isBlank || Rune.IsControl(rune) || (rune.IsAscii && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                // One character for a run of them.
                var replacement = isBlank || Rune.IsControl(rune) ? ' ' : '-';
                if (clean.Length > 0 && clean[^1] != replacement)
                {
                    clean.Append(replacement);
                }
            }
            else
            {
                clean.Append(rune.ToString());
            }
        }

        // A dot in front hides a file; Windows removes dots and blanks at the end.
        return Cut(clean.ToString().Trim(' ', '.', '-'), maxBytes).TrimEnd(' ', '.', '-');
    }

    /// <summary>Marks that change the direction of text could show another extension than the file has. Joiners are letters of some scripts and emoji.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        _ => false,
    };

    private static string Cut(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var (cut, bytes) = (new StringBuilder(), 0);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            bytes += Encoding.UTF8.GetByteCount(element);
            if (bytes > maxBytes)
            {
                break;
            }

            cut.Append(element);
        }

        return cut.ToString();
    }

    /// <summary>The name with <c>_</c> for what is not ASCII, and for percent signs, which some clients decode.</summary>
    private static string Ascii(string name)
    {
        var ascii = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value is >= ' ' and <= '~' and not '%')
            {
                ascii.Append((char)rune.Value);
            }
            else if (ascii.Length == 0 || ascii[^1] != '_')
            {
                ascii.Append('_');
            }
        }

        return ascii.ToString();
    }
}
