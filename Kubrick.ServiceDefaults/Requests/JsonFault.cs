using System.Globalization;
using System.Text.Json;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>Why a JSON text was not accepted. The parser reports every reason with the same exception, so the text is read again, which costs only the sender of a faulty one.</summary>
/// <param name="Sentence">One sentence for the sender.</param>
/// <param name="Pointer">A JSON pointer to the member at fault; null where it has none.</param>
public sealed record JsonFault(string Sentence, string? Pointer)
{
    private const int MaxShown = 40;
    private const int MaxPointer = 400;

    /// <summary>Finds the first fault of a text that the parser has refused.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="maxDepth">The deepest nesting that is accepted.</param>
    /// <param name="subject">What the text is, with a capital: <c>The body</c>.</param>
    public static JsonFault Find(ReadOnlySpan<byte> text, int maxDepth, string subject)
    {
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new JsonFault($"{subject} is empty; it must be a JSON object.", Pointer: null);
        }

        var levels = new Stack<Level>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = text.Length + 1 });
        try
        {
            while (reader.Read())
            {
                if (Enter(ref reader, levels, maxDepth) is { } what)
                {
                    var where = string.Create(CultureInfo.InvariantCulture, $"(at byte {reader.TokenStartIndex + 1})");
                    return new JsonFault($"{subject} {what} {where}.", PointerTo(levels) is { Length: > 0 and <= MaxPointer } pointer ? pointer : null);
                }
            }
        }
        catch (JsonException exception)
        {
            return NotWellFormed(subject, exception);
        }
        catch (InvalidOperationException)
        {
            // A name with a lone surrogate, or with bytes that are not UTF-8, has no decoded form.
            return new JsonFault($"{subject} has a property whose name is invalid Unicode.", Pointer: null);
        }

        return new JsonFault($"{subject} is not well-formed JSON.", Pointer: null);
    }

    private static JsonFault NotWellFormed(string subject, JsonException exception)
    {
        var where = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : "";
        return new JsonFault($"{subject} is not well-formed JSON{where}.", Pointer: null);
    }

    /// <summary>Notes the reader's token; what is wrong with it, or null.</summary>
    private static string? Enter(ref Utf8JsonReader reader, Stack<Level> levels, int maxDepth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.Pop();
                return null;
            case JsonTokenType.PropertyName:
                var (level, name) = (levels.Peek(), reader.GetString()!);
                var isNew = level.Names!.Add(name);
                level.Current = name;
                return isNew ? null : $"has the property '{Shorten(name)}' twice";
        }

        if (levels.TryPeek(out var array) && array.Names is null)
        {
            array.Index++;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (levels.Count == maxDepth)
            {
                return $"is nested too deeply: it has more than {maxDepth} levels";
            }

            levels.Push(new Level(reader.TokenType == JsonTokenType.StartObject ? new HashSet<string>(StringComparer.Ordinal) : null));
        }

        return null;
    }

    // RFC 6901, clause 3.
    private static string PointerTo(Stack<Level> levels) => string.Concat(levels.Reverse().Select(level => "/" + level switch
    {
        { Names: null } => level.Index.ToString(CultureInfo.InvariantCulture),
        _ => level.Current.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal),
    }));

    private static string Shorten(string name) => name.Length <= MaxShown ? name : name[..MaxShown] + "…";

    /// <summary>An object or array that is open. An array has no names.</summary>
    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names => names;

        public string Current { get; set; } = "";

        public int Index { get; set; } = -1;
    }
}
